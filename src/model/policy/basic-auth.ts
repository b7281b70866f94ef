/** BasicAuth admits requests that show the password of a user. */
export interface BasicAuth {
  /** htpasswd: a line `name:{SHA}hash` for each user. Never printed. */
  readonly users: string;
  /** The header in which the backend is told the user's name. */
  readonly usernameHeader?: string;
}
