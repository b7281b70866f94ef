import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeDatabase } from './place-database.ts';

/** writePlaces writes the stories' databases into a folder where a proxy looks up the locations of clients. */
export function writePlaces(folder: string): void {
  const place = (country: string, region: string, city: string) => ({
    country: { iso_code: country },
    subdivisions: [{ iso_code: region }],
    city: { names: { en: city } },
  });
  const files = {
    'city.mmdb': placeDatabase('GeoLite2-City', {
      '192.0.2.0/24': place('DE', 'BE', 'Berlin'),
      '198.51.100.0/24': place('FR', 'IDF', 'Paris'),
    }),
    'isp.mmdb': placeDatabase('GeoIP2-ISP', {
      '192.0.2.0/25': { autonomous_system_number: 64_500, isp: 'Example Net' },
    }),
    'anonymous.mmdb': placeDatabase('GeoIP2-Anonymous-IP', {
      '203.0.113.0/24': { is_anonymous: true, is_tor_exit_node: true },
      '192.0.2.0/24': { is_anonymous: false },
    }),
  };
  for (const [name, file] of Object.entries(files)) writeFileSync(join(folder, name), file);
}
