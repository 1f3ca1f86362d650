// The rival in Node: graphql-ws, ws and graphql-js as their manuals put them together.
//
// `node live.js ROWS INTERVAL_MS` prints its port. Each line of its input lets rows change, or stop changing,
// and it ends when its input does.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const [rows, interval] = process.argv.slice(2).map(Number);
const MAP = '6b0711b8bb16586c75040df3';
const ELEMENTS = Math.floor(rows / 2) + 1;

const id = (text) => Buffer.from(text).toString('base64url');
const group = (stat, key, count) => ({ id: id(`ContactGroup:["${MAP}","${stat}","${key}",null,null]`), count });

function element(number, tick) {
  const key = `a-${number}`;
  return {
    id: id(`ContactFlow:${MAP}:${key}`),
    element: { id: id(`Element:${MAP}:${key}`), key },
    reached: group('REACHED', key, 1000 + tick),
    wereHere: group('WERE_HERE', key, tick),
    hereNow: group('HERE_NOW', key, 1000),
    achieved: number === 2 ? group('ACHIEVED', key, tick) : null,
  };
}

function connector(number, tick) {
  const key = `a-${number}>a-${number + 1}`;
  return {
    id: id(`ConnectorFlow:${MAP}:${key}`),
    connector: { id: id(`Connector:${MAP}:${key}`), key },
    passed: group('PASSED', key, tick),
    share: 1,
  };
}

const update = (tick) => ({
  snapshot: tick === 0,
  version: 1,
  revision: `${tick}-1`,
  asOf: new Date().toISOString(),
  cohort: group('COHORT', '', 1000),
  changed: {
    __typename: 'ContactFlowReport',
    version: 1,
    elements: Array.from({ length: ELEMENTS }, (_, number) => element(number, tick)),
    connectors: Array.from({ length: rows - ELEMENTS }, (_, number) => connector(number, tick)),
  },
});

let tick = 0;
let now = update(tick);
let turn;
let turned = new Promise((resolve) => (turn = resolve));

function change() {
  now = update(++tick);
  turn();
  turned = new Promise((resolve) => (turn = resolve));
}

/** The newest update whenever there is one; who is slow misses some. */
async function* follow() {
  for (;;) {
    const sent = now;
    yield { mapUpdates: sent };
    while (now === sent) await turned;
  }
}

const schema = buildSchema(readFileSync(new URL('live.graphql', import.meta.url), 'utf8'));
schema.getSubscriptionType().getFields().mapUpdates.subscribe = follow;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/graphql', backlog: 2048 }, () => {
  console.log(server.address().port);
});
useServer({ schema }, server);

let changes = false;
setInterval(() => changes && change(), interval);
const lines = createInterface({ input: process.stdin });
lines.on('line', () => (changes = !changes));
lines.on('close', () => process.exit());
