import { useId, useState } from "preact/hooks";
import { view } from "../address/location";
import { isAsking, signedOutBecause } from "../api/session";
import { Mark } from "./mark";
import { useSignIn } from "./use-sign-in";
import "./sign-in.css";

/** What the page is without a token. */
export function SignIn() {
  const [given, setGiven] = useState("");
  const { refusal, isBusy, signInWith, forgive } = useSignIn();
  const id = useId();

  function submit(event: Event): void {
    event.preventDefault();
    void signInWith(given);
  }

  if (isAsking.value) return null;
  return (
    <main class="sign-in">
      <form class="sign-in-box" onSubmit={submit} aria-busy={isBusy}>
        <header class="sign-in-head">
          <Mark size={40} />
          <div>
            <h1>Footfall</h1>
            <p class="soft">Live numbers on your automations.</p>
          </div>
        </header>
        {signedOutBecause.value && (
          <p class="sign-in-because" role="status">
            {signedOutBecause.value}
          </p>
        )}
        <div class="sign-in-field">
          <label for={`${id}-key`}>API key or access token</label>
          <input
            id={`${id}-key`}
            class="field"
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            autofocus
            aria-invalid={refusal !== null}
            aria-describedby={`${id}-refusal ${id}-where`}
            value={given}
            onInput={(event) => {
              setGiven(event.currentTarget.value);
              forgive();
            }}
          />
          <p id={`${id}-refusal`} class="sign-in-refusal" role="alert">
            {refusal}
          </p>
        </div>
        <button type="submit" class="button is-primary" disabled={isBusy}>
          {isBusy ? "Signing in…" : view.value.map === null ? "Sign in" : "Sign in and show the map"}
        </button>
        <div id={`${id}-where`} class="sign-in-where soft small">
          <p>
            <code>make run</code> prints an address that signs you in. A key comes from{" "}
            <code>footfall key create</code>, or from who runs your server.
          </p>
          <p>
            What you paste is not kept. It gets this tab a token that ends after a day. To save groups and to
            act on them it takes a key of the role Editor or Admin.
          </p>
        </div>
      </form>
    </main>
  );
}
