import { useId, useState } from "preact/hooks";
import { view } from "../address/location";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { isAsking, signedOutBecause, signIn } from "../api/session";
import { SignInDocument } from "../generated/graphql";
import { bearerIn, isSendable, NOT_VALID, whyRefused } from "./bearer";
import { Mark } from "./mark";
import "./sign-in.css";

const A_DAY = 86_400;

/** A key or a token is exchanged for a token that only reads and ends in a day; the page keeps nothing else. */
export function SignIn() {
  const [given, setGiven] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const bearer = bearerIn(given);
    if (!isSendable(bearer)) return setRefusal(NOT_VALID);
    setBusy(true);
    setRefusal(null);
    try {
      const { createAccessToken } = await request(SignInDocument, { seconds: A_DAY }, { bearer });
      signIn(createAccessToken.token);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      setRefusal(whyRefused(failure));
      setBusy(false);
    }
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
              setRefusal(null);
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
          <p>What you paste is not kept. It gets this tab a token that only reads and ends after a day.</p>
        </div>
      </form>
    </main>
  );
}
