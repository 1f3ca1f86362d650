// graphql-yoga as its manual has it, serving one answer of Footfall's from memory under Footfall's own schema.
//
// `node yoga.js SCHEMA ANSWER [cached]` prints its port. ANSWER is a file with the data of a query for an automation;
// with `cached` yoga's own response cache keeps what it answered. It ends when its input does.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { createSchema, createYoga } from 'graphql-yoga';

const [schemaFile, answerFile, mode] = process.argv.slice(2);
const schema = createSchema({ typeDefs: readFileSync(schemaFile, 'utf8') });
const { automation } = JSON.parse(readFileSync(answerFile, 'utf8'));
schema.getQueryType().getFields().automation.resolve = () => automation;

const yoga = createYoga({
  schema,
  graphiql: false,
  landingPage: false,
  logging: false,
  plugins: mode === 'cached' ? [useResponseCache({ session: () => null, idFields: [] })] : [],
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
