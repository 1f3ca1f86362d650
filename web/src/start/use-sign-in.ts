import { useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { signIn } from "../api/session";
import { RoleOfKeyDocument, SignInDocument } from "../generated/graphql";
import { bearerIn, isSendable, NOT_VALID, roleOfToken, whyRefused } from "./bearer";

const A_DAY = 86_400;

/**
 * Signing in with what was pasted. It is exchanged for a token that ends in a day and may do what the page can do,
 * or less where the key may less; nothing else is kept. `refusal` is why it failed, in words.
 */
export function useSignIn() {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function signInWith(pasted: string): Promise<void> {
    const bearer = bearerIn(pasted);
    if (!isSendable(bearer)) return setRefusal(NOT_VALID);
    setBusy(true);
    setRefusal(null);
    try {
      const { viewer } = await request(RoleOfKeyDocument, {}, { bearer });
      const asked = { role: roleOfToken(viewer.role), seconds: A_DAY };
      const { createAccessToken } = await request(SignInDocument, asked, { bearer });
      signIn(createAccessToken.token);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      setRefusal(whyRefused(failure));
      setBusy(false);
    }
  }

  return { refusal, isBusy, signInWith, forgive: () => setRefusal(null) };
}
