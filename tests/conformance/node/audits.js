// GraphQL over HTTP, every rule of it: a line for each that is not kept, and how many are.
import { serverAudits } from "graphql-http";
import { authorizedFetch } from "./authorization.js";

const audits = serverAudits({ url: process.env.URL, fetchFn: authorizedFetch });
const results = [];
for (const audit of audits) results.push(await audit.fn());
const broken = results.filter(({ status }) => status !== "ok");
for (const { id, status, name, reason } of broken) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - broken.length} of ${results.length}`);
