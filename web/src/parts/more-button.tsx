import type { Listed } from "../api/use-pages";
import "./more-button.css";

/** The end of a list that goes on. */
export function MoreButton({ listed }: { listed: Listed<unknown> }) {
  if (!listed.hasMore) return null;
  return (
    <p class="more">
      <button type="button" class="button" disabled={listed.isLoading} onClick={listed.more}>
        Show more
      </button>
    </p>
  );
}
