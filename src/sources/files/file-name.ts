/** Format is how the text of a file is read. */
export type Format = 'yaml' | 'json';

/** formatOf is `json` for `*.json`; everything else is YAML, of which most JSON is a part. */
export function formatOf(path: string): Format {
  return /\.json$/i.test(path) ? 'json' : 'yaml';
}

/**
 * isHidden tells names that are no user's input: hidden files and directories (`.git`, `..data` of a ConfigMap mount,
 * `.x.yaml.swp`), and the auto-save files of Emacs (`#x.yaml#`, `.#x.yaml`) and office programs (`~$x`).
 */
export function isHidden(name: string): boolean {
  return /^[.#]|^~\$/.test(name);
}

/**
 * isManifestName tells which files of a directory are read: `*.yaml`, `*.yml` and `*.json` that are not hidden. The
 * temporary files of editors have other endings (`x.yaml~`, `x.yaml.swp`, `x.yaml.tmp`, `4913`).
 */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) && !isHidden(name);
}
