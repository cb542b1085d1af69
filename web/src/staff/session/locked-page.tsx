import { useEffect } from "preact/hooks";
import type { Api } from "../../shared/api/client.ts";
import type { Session } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { staff } from "../../shared/text/index.ts";
import { isNear } from "./idle-state.ts";
import { hearSignedIn, tellSignedIn } from "./other-tabs.ts";
import type { LockedFor } from "./session-state.ts";
import { SignInPage } from "./sign-in-page.tsx";

const text = staff.idle;

/**
 * S2: nothing of what the page showed is left; signing in goes on from there. Whoever signs in again in another tab need not do so
 * twice: this one looks whether there is a session when it hears of that, and when it comes to the front.
 */
export function LockedPage(props: { api: Api; who: LockedFor; onSignedIn: (session: Session) => void }) {
  const { api, who, onSignedIn } = props;
  useEffect(() => {
    const scope = new Scope();
    const look = async (): Promise<void> => {
      const session = await api.getSession().catch(() => undefined);
      // One that is about to end is not gone back to: the page would lock again before anybody could read it.
      if (!scope.ended && session && !isNear(session.ends_at_ms, session.now_ms)) onSignedIn(session);
    };
    scope.listen(document, "visibilitychange", () => void look());
    scope.listen(window, "focus", () => void look());
    hearSignedIn(scope, () => void look());
    void look();
    return () => scope.end();
  }, []);
  return (
    <SignInPage
      api={api}
      heading={text.locked}
      notice={{ title: text.lockedTitle, what: text.lockedWhat }}
      email={who.email}
      onSignedIn={(session) => {
        onSignedIn(session);
        tellSignedIn();
      }}
    />
  );
}
