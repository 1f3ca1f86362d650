import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { hrefOf, view } from "../address/location";
import { type List, NOTHING } from "../address/view";
import { viewer } from "../api/viewer";
import { Icon } from "../parts/icon";
import { isNarrow } from "../parts/phone";
import { Popover } from "../parts/popover";
import { AccountLine, GraphiQLLink, SignOutButton, ThemeSwitch } from "./account";
import { Mark } from "./mark";
import "./top-bar.css";

interface Props {
  /** The page's heading, and its title in the browser's tab. */
  title: string;
  /** Whether the list of all automations is one step back; the mark leads there in any case. */
  hasBack?: boolean;
  /** What stands beside the title: whether the numbers are live, for instance. */
  children?: ComponentChildren;
}

/** The head of every page: where one is, who is signed in, light or dark. */
export function TopBar({ title, hasBack = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} – Footfall`;
  }, [title]);
  const start = hrefOf({}, NOTHING);
  return (
    <header class="top-bar">
      {hasBack ? (
        <a class="button is-plain is-icon" href={start} aria-label="All automations">
          <Icon name="back" />
        </a>
      ) : (
        <a class="top-bar-mark" href={start} aria-label="Footfall, all automations">
          <Mark size={28} />
        </a>
      )}
      <h1 title={title}>{title}</h1>
      <div class="top-bar-beside">{children}</div>
      {isNarrow.value ? (
        <AccountMenu />
      ) : (
        <>
          <Lists hasStart={!hasBack} />
          <AccountRow />
        </>
      )}
    </header>
  );
}

const LISTS: readonly (readonly [List, string])[] = [
  ["automations", "Automations"],
  ["groups", "Groups"],
  ["jobs", "Jobs"],
];

/** The lists of what the account has; the first one is left out where another link leads there. */
function Lists({ hasStart }: { hasStart: boolean }) {
  const { map, list } = view.value;
  return (
    <nav class="top-bar-lists" aria-label="Lists">
      {LISTS.slice(hasStart ? 0 : 1).map(([key, name]) => (
        <a
          key={key}
          class="button is-plain"
          href={hrefOf({ list: key }, NOTHING)}
          aria-current={map === null && list === key ? "page" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function AccountRow() {
  return (
    <div class="top-bar-account">
      <AccountLine />
      <Popover label={<ThemeLabel />} title="Light or dark">
        {() => <ThemeSwitch />}
      </Popover>
      <GraphiQLLink />
      <SignOutButton />
    </div>
  );
}

function ThemeLabel() {
  return (
    <>
      <Icon name="theme" />
      <span class="spoken">Light or dark</span>
    </>
  );
}

function AccountMenu() {
  return (
    <Popover
      label={<span class="top-bar-who">{viewer.value?.account.name ?? "Account"}</span>}
      title="Account"
    >
      {() => (
        <div class="top-bar-menu">
          <AccountLine />
          <Lists hasStart />
          <ThemeSwitch />
          <GraphiQLLink />
          <SignOutButton />
        </div>
      )}
    </Popover>
  );
}
