import type { ComponentChildren } from "preact";
import type { Listed } from "../api/use-pages";
import { askAgain } from "../api/viewer";
import { MoreButton } from "../parts/more-button";
import { FailureNotice } from "../parts/notice";
import { isPhone } from "../parts/phone";
import { TopBar } from "./top-bar";
import "./list-page.css";

interface Props<Node> {
  title: string;
  listed: Listed<Node>;
  /** How many there are, in words. */
  total: string;
  /** What stands left of that. */
  tools?: ComponentChildren;
  /** What is shown where there is none. */
  nothing: ComponentChildren;
  /** What stands beside the list; on a phone, over it. */
  panel?: ComponentChildren;
  /** One of them, as an `li`. */
  children: (node: Node) => ComponentChildren;
}

/** A page that is a list, page by page. */
export function ListPage<Node>({ title, listed, total, tools, nothing, panel, children }: Props<Node>) {
  const { nodes, failure, isLoading } = listed;
  const retry = () => {
    listed.again();
    askAgain();
  };
  const isCovered = isPhone.value && Boolean(panel);
  return (
    <>
      <div class="list-bar" inert={isCovered}>
        <TopBar title={title} />
      </div>
      <div class="list-and-panel">
        <main class="list-page" inert={isCovered}>
          <div class="list-head">
            {tools}
            <p class="soft" role="status">
              {nodes && total}
            </p>
          </div>
          {nodes?.length === 0 && !isLoading && nothing}
          {nodes && nodes.length > 0 && <ul class="list">{nodes.map(children)}</ul>}
          {failure && <FailureNotice failure={failure} onRetry={retry} />}
          <MoreButton listed={listed} />
        </main>
        {panel}
      </div>
    </>
  );
}
