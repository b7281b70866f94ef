/** ClientProtocol has a backend spoken to in the version of HTTP that its client speaks, whatever was said of the backend. */
export interface ClientProtocol {
  readonly isFollowed: boolean;
}
