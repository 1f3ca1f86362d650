import { hrefOf, replace, view } from "../address/location";
import { NOTHING } from "../address/view";
import { count, dayIn } from "../numbers/format";
import { Empty } from "../parts/notice";
import { StatusBadge } from "../parts/status-badge";
import { ListPage } from "./list-page";
import { SearchField } from "./search-field";
import { type Automation, useAutomations } from "./use-automations";
import "./automations.css";

/** The start page: every automation of the account. */
export function Automations() {
  const { search } = view.value;
  const found = useAutomations(search);
  return (
    <ListPage
      title="Automations"
      listed={found}
      total={total(found.total, search)}
      tools={<SearchField />}
      nothing={search ? <NothingFound search={search} /> : <NothingYet />}
    >
      {(automation) => (
        <li key={automation.id}>
          <Entry automation={automation} />
        </li>
      )}
    </ListPage>
  );
}

function Entry({
  automation: { key, name, status, version, timeZone, createdAt, publishedAt },
}: {
  automation: Automation;
}) {
  return (
    <a class="start-entry" href={hrefOf({ map: key }, NOTHING)}>
      <span class="start-name">{name.trim() || key}</span>
      <StatusBadge status={status} />
      <span class="start-about soft small">
        {key} ·{" "}
        {publishedAt
          ? `version ${version}, published ${dayIn(timeZone, publishedAt)}`
          : `not yet published, made ${dayIn(timeZone, createdAt)}`}
      </span>
    </a>
  );
}

function NothingFound({ search }: { search: string }) {
  return (
    <Empty title="Nothing found">
      <p class="soft">No automation has “{search}” in its name or key.</p>
      <button type="button" class="button" onClick={() => replace({ search: "" })}>
        Show all
      </button>
    </Empty>
  );
}

function NothingYet() {
  return (
    <Empty title="No automations yet">
      <p class="soft">
        Save one with <code>saveAutomation</code> and publish it with <code>publishAutomation</code>. Its map
        stands here at once, and its numbers begin with its first event.
      </p>
      <a class="button is-primary" href="/graphql">
        Open GraphiQL
      </a>
    </Empty>
  );
}

function total(found: number, search: string): string {
  if (search) return `${count(found)} found`;
  return `${count(found)} ${found === 1 ? "automation" : "automations"}`;
}
