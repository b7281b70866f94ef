/** PlaceFact is what a database may tell of an address. */
export type PlaceFact =
  | 'country'
  | 'region'
  | 'city'
  | 'asn'
  | 'isp'
  | 'anonymous'
  | 'vpn'
  | 'hosting'
  | 'tor'
  | 'proxy';

/** PlaceTest asks for one of them; of the last five `is` is `true` or `false`, and `false` is also what nobody knows of. */
export interface PlaceTest {
  readonly fact: PlaceFact;
  /** In whatever case. */
  readonly is: string;
}
