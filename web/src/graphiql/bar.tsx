import { useState } from "preact/hooks";
import { isAsking, signedOutBecause, signOut, token } from "../api/session";
import { useSignIn } from "../start/use-sign-in";

/** One line above GraphiQL: the way back, and who asks. */
export function Bar() {
  return (
    <header class="bar">
      <a href="/">Footfall</a>
      {token.value !== null ? <SignedIn /> : isAsking.value ? null : <SignIn />}
    </header>
  );
}

function SignIn() {
  const [given, setGiven] = useState("");
  const { refusal, isBusy, signInWith } = useSignIn();

  function submit(event: Event): void {
    event.preventDefault();
    void signInWith(given);
  }

  return (
    <form onSubmit={submit}>
      <label>
        API key or access token
        <input
          type="password"
          autocomplete="off"
          required
          value={given}
          onInput={(event) => setGiven(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={isBusy}>
        Sign in
      </button>
      <span role="status">{refusal ?? signedOutBecause.value}</span>
    </form>
  );
}

function SignedIn() {
  return (
    <>
      <span role="status">
        Signed in as the page is. To use another key, write an Authorization header under Headers.
      </span>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  );
}
