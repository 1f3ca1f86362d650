import { useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { signedOutBecause, signIn } from "../api/session";
import { SignInDocument } from "../generated/graphql";
import { FailureNotice } from "../parts/notice";

const A_DAY = 86_400;

/** A key or a token is exchanged for a token that only reads and ends in a day; the page keeps nothing else. */
export function SignIn() {
  const [given, setGiven] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const { createAccessToken } = await request(
        SignInDocument,
        { seconds: A_DAY },
        { bearer: given.trim() },
      );
      signIn(createAccessToken.token);
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused;
      setFailure(refused);
    }
  }

  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>Footfall</h1>
        {signedOutBecause.value && <p role="status">{signedOutBecause.value}</p>}
        <label>
          <span class="label">API key or access token</span>
          <input
            class="field"
            type="password"
            name="key"
            autocomplete="off"
            required
            value={given}
            onInput={(event) => setGiven(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-primary">
          Sign in
        </button>
        {failure && <FailureNotice failure={failure} />}
      </form>
    </main>
  );
}
