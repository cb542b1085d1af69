import { Frame, Heading } from "../guest/frame.tsx";
import { portal as words } from "../shared/text/en/portal.ts";
import { Loading } from "../shared/ui/parts.tsx";
import { AskPage, CodePage } from "./sign-in-pages.tsx";
import type { PortalDesk } from "./desk.ts";
import { ListPage } from "./list-page.tsx";

/** The clients' portal: one screen at a time, chosen by the state. */
export function App(props: { desk: PortalDesk }) {
  const { desk } = props;
  const { screen, practice, list } = desk.store.state.value;
  if (screen === "unreachable") {
    return (
      <Frame practice={practice}>
        <Heading tab={words.tab}>{words.unreachable.heading}</Heading>
        <p class="lead" role="status">
          {words.unreachable.what}
        </p>
      </Frame>
    );
  }
  if (practice && screen === "ask") return <AskPage desk={desk} practice={practice} />;
  if (practice && screen === "code") return <CodePage desk={desk} practice={practice} />;
  if (practice && list && screen === "list") return <ListPage desk={desk} practice={practice} list={list} />;
  return (
    <Frame practice={practice}>
      <Loading label={words.loading} />
    </Frame>
  );
}
