/** Request is what an actor can be told. */
export type Request =
  | { readonly kind: 'serve-http'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly kind: 'serve-dns'; readonly host: string; readonly port: number; readonly address: string }
  | { readonly kind: 'serve-echo'; readonly host: string; readonly port: number }
  /** Tells who calls its name, and the one that is asked for. */
  | {
      readonly kind: 'serve-tls';
      readonly name: string;
      readonly host: string;
      readonly port: number;
      readonly key: string;
      readonly certificate: string;
    }
  /** Tells its name before anybody has said anything. */
  | { readonly kind: 'serve-greeting'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly kind: 'serve-http2'; readonly name: string; readonly host: string; readonly port: number }
  | {
      readonly kind: 'http';
      readonly host: string;
      readonly port: number;
      readonly localPort?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'http2'; readonly host: string; readonly port: number; readonly authority: string }
  | { readonly kind: 'tls'; readonly host: string; readonly port: number; readonly serverName: string }
  | { readonly kind: 'greeting'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'dns';
      readonly protocol: 'udp' | 'tcp';
      readonly server: string;
      readonly localPort?: number;
    }
  | { readonly kind: 'open'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly kind: 'echo'; readonly name: string; readonly text: string }
  | { readonly kind: 'close'; readonly name: string };

/** Reply is what it answers: fields of what was asked for, or `error`. `proxy` is the `x-proxy` header of a response. */
export interface Reply {
  readonly ok?: true;
  readonly error?: string;
  readonly status?: number;
  readonly proxy?: string;
  readonly body?: string;
  readonly address?: string;
  readonly text?: string;
}
