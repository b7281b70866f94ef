/** ClientProtocol makes a proxy speak to a backend in the client's version of HTTP, whatever the backend declares. */
export interface ClientProtocol {
  readonly isFollowed: boolean;
}
