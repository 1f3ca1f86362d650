import { hrefOf, replace, view } from "../address/location";
import { NOTHING } from "../address/view";
import { askAgain } from "../api/viewer";
import { count, dayIn } from "../numbers/format";
import { Empty, FailureNotice } from "../parts/notice";
import { StatusBadge } from "../parts/status-badge";
import { SearchField } from "./search-field";
import { TopBar } from "./top-bar";
import { type Found, type Listed, useAutomations } from "./use-automations";
import "./automations.css";

/** The start page: every automation of the account. */
export function Automations() {
  const { search } = view.value;
  const found = useAutomations(search);
  const retry = () => {
    found.again();
    askAgain();
  };
  return (
    <>
      <TopBar title="Automations" />
      <main class="start-page">
        <div class="start-head">
          <SearchField />
          <p class="soft" role="status">
            {found.listed && total(found.total, search)}
          </p>
        </div>
        {found.listed && <List found={found} search={search} />}
        {found.failure && <FailureNotice failure={found.failure} onRetry={retry} />}
      </main>
    </>
  );
}

function List({ found, search }: { found: Found; search: string }) {
  if (found.listed?.length === 0 && found.isLoading) return null;
  if (found.listed?.length === 0) return search ? <NothingFound search={search} /> : <NothingYet />;
  return (
    <>
      <ul class="start-list">
        {found.listed?.map((automation) => (
          <li key={automation.id}>
            <Entry automation={automation} />
          </li>
        ))}
      </ul>
      {found.hasMore && (
        <p class="start-more">
          <button type="button" class="button" disabled={found.isLoading} onClick={found.more}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

function Entry({
  automation: { key, name, status, version, timeZone, createdAt, publishedAt },
}: {
  automation: Listed;
}) {
  return (
    <a href={hrefOf({ map: key }, NOTHING)}>
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
