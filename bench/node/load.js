// The load generator of the HTTP bench: autocannon with the options it reads, as JSON, from its input.
//
// Prints its figures as JSON: https://github.com/mcollina/autocannon#autocannonopts-cb

import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

console.log(JSON.stringify(await autocannon(JSON.parse(await text(process.stdin)))));
