import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";

const COPIED_FOR = 2_500;

/** Copies an address of this page; where the browser does not let it, the address is there to be copied by hand. */
export function CopyLink({ href, children }: { href: string; children: string }) {
  const [state, setState] = useState<"idle" | "copied" | "denied">("idle");
  const address = new URL(href, location.href).href;

  useEffect(() => {
    if (state !== "copied") return;
    const over = setTimeout(() => setState("idle"), COPIED_FOR);
    return () => clearTimeout(over);
  }, [state]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
      setState("copied");
    } catch {
      setState("denied"); // by its user, or because the page did not come by https
    }
  }

  return (
    <>
      <button type="button" class="button is-small" onClick={copy}>
        <Icon name={state === "copied" ? "check" : "link"} size={16} />
        {state === "copied" ? "Copied" : children}
      </button>
      <span class="spoken" role="status">
        {state === "copied" && "The link is copied"}
      </span>
      {state === "denied" && <ByHand address={address} />}
    </>
  );
}

function ByHand({ address }: { address: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <label class="by-hand">
      <span class="label">The browser does not let this page copy. Copy it from here:</span>
      <input ref={field} class="field" readOnly value={address} onFocus={() => field.current?.select()} />
    </label>
  );
}
