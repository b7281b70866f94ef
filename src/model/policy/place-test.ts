/** PlaceFact is something that a GeoIP database may tell about an address. */
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

/**
 * PlaceTest compares such a fact. For the last five, `is` is `true` or `false`; `false` includes addresses that the database does
 * not know.
 */
export interface PlaceTest {
  readonly fact: PlaceFact;
  /** Compared without regard to case. */
  readonly is: string;
}
