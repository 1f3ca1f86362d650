import { inCase } from "../api/errors";
import { signOut } from "../api/session";
import { viewer } from "../api/viewer";
import { Icon } from "../parts/icon";
import { Segments } from "../parts/segments";
import { setTheme, THEMES, type Theme, theme } from "./theme";

const NAMES: Record<Theme, string> = { auto: "As the system", light: "Light", dark: "Dark" };

/** Whose numbers these are, on which plan, and what one may do. */
export function AccountLine() {
  if (viewer.value === null) return null;
  const { account, role } = viewer.value;
  return (
    <div class="account-line">
      <strong>{account.name}</strong>
      <span class="soft small">
        {inCase(account.plan)} plan · {inCase(role)}
      </span>
    </div>
  );
}

export function ThemeSwitch() {
  return (
    <Segments
      legend="Light or dark"
      choices={THEMES.map((name) => [name, NAMES[name]] as const)}
      chosen={theme.value}
      onChoose={setTheme}
    />
  );
}

/** In the same tab: it is signed in there. */
export function GraphiQLLink() {
  return (
    <a class="button is-plain" href="/graphql">
      <Icon name="code" />
      GraphiQL
    </a>
  );
}

export function SignOutButton() {
  return (
    <button type="button" class="button is-plain" onClick={signOut}>
      <Icon name="leave" />
      Sign out
    </button>
  );
}
