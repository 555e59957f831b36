import { filtersHeardBy, filtersSpokenBy } from '../contracts/topic-rights.ts';

/** Mosquitto puts the name of the connected user here. */
const BOX = { venue: 'VENUE', dev: '%u' };

/** docs/mosquitto.acl: who may publish and listen where, for a broker that is not central's own. */
export function mosquittoAcl(): string {
  return [
    '# Rights for Mosquitto 2. Made from contracts/ by "npx pindan protocol --write"; a test keeps it current. Do not edit.',
    '#',
    '# Copy it, write the id of your venue for VENUE, and name the copy in mosquitto.conf:',
    '#   allow_anonymous false',
    '#   password_file /etc/mosquitto/passwords',
    '#   acl_file /etc/mosquitto/pindan.acl',
    '#   use_username_as_clientid true      (after the listener line)',
    '# One user for each box, named as its id in the configuration; the user of central is called "central".',
    '# Mosquitto cannot tell who is a member of a channel: there, every box of the venue may listen to all channels.',
    '',
    'user central',
    'topic readwrite pindan/v1/VENUE/#',
    '',
    ...filtersSpokenBy(BOX).map((filter) => `pattern write ${filter}`),
    ...filtersHeardBy(BOX).map((filter) => `pattern read ${filter}`),
    '',
  ].join('\n');
}
