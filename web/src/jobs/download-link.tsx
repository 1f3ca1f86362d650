import { useEffect, useRef, useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { DownloadDocument } from "../generated/graphql";
import { Icon } from "../parts/icon";
import { FailureNotice } from "../parts/notice";

/** Milliseconds that an address is used without asking for it anew: it ends within the hour. */
const FRESH = 10 * 60_000;

/** An export's file. Its address ends long before the file does: an older one is asked for again when it is clicked. */
export function DownloadLink({ job, href }: { job: string; href: string }) {
  const [isGone, setGone] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const readAt = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address was read at another time
  useEffect(() => {
    readAt.current = Date.now();
  }, [href]);

  async function askAnew(): Promise<void> {
    setFailure(null);
    try {
      const { job: found } = await request(DownloadDocument, { id: job });
      if (found?.downloadUrl) location.assign(found.downloadUrl);
      else setGone(true);
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused;
      setFailure(refused);
    }
  }

  if (isGone) return <p class="soft small">The file is not kept any more. Export the group once more.</p>;
  return (
    <>
      <a
        class="button is-small"
        href={href}
        download
        onClick={(event) => {
          if (Date.now() - readAt.current < FRESH) return;
          event.preventDefault();
          void askAnew();
        }}
      >
        <Icon name="download" size={16} /> Download
      </a>
      {failure && <FailureNotice failure={failure} onRetry={() => void askAnew()} />}
    </>
  );
}
