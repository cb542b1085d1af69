import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import fileUp from "lucide-static/icons/file-up.svg?inner";
import users from "lucide-static/icons/users.svg?inner";
import { useMemo, useRef } from "preact/hooks";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { ContactPreview } from "../../shared/api/types.ts";
import { createStore } from "../../shared/state/store.ts";
import { contacts } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Notice, State } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { FILE_BYTES_MAX, IMPORT_AT_START, reduceImport, textOfFile, type ImportProblem } from "./import-state.ts";

const text = contacts.importing;

function problemOf(problem: unknown): ImportProblem {
  if (!(problem instanceof ApiProblem)) return { id: "other" };
  if (problem.id === "network") return { id: "network" };
  return problem.status >= 400 && problem.status < 500 && problem.title !== ""
    ? { id: "refused", reason: [problem.title, problem.detail].filter(Boolean).join(" ") }
    : { id: "other" };
}

function problemWords(problem: ImportProblem): string {
  switch (problem.id) {
    case "not-text":
      return text.notText;
    case "too-large":
      return text.tooLarge;
    case "refused":
      return problem.reason;
    case "network":
    case "other":
      return text.failed[problem.id];
  }
}

/** The rows that are left out, each with what is wrong in it. */
function Problems(props: { preview: ContactPreview }) {
  const { problems, problem_count } = props.preview;
  if (problems.length === 0) return null;
  return (
    <section>
      <h3>{text.problems}</h3>
      <ul class="import-rows">
        {problems.map((row) => (
          <li key={row.line}>
            <p class="import-row-name">{row.name === "" ? text.row(row.line) : text.rowOf(row.line, row.name)}</p>
            {row.problems.map((problem) => (
              <p key={problem.field + problem.reason} class="import-row-detail">
                {problem.field in text.field && `${text.field[problem.field as keyof typeof text.field]}: `}
                {problem.reason}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {problem_count > problems.length && <p class="import-rest">{text.moreProblems(problem_count - problems.length)}</p>}
    </section>
  );
}

function NewContacts(props: { preview: ContactPreview }) {
  const { contacts: rows, good_count } = props.preview;
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{text.contacts}</h3>
      <ul class="import-rows">
        {rows.map((row) => (
          <li key={row.line}>
            <p class="import-row-name">{row.name}</p>
            <p class="import-row-detail">{[row.email, row.mobile, row.birth_date].filter((part) => part !== "").join(" · ")}</p>
          </li>
        ))}
      </ul>
      {good_count > rows.length && <p class="import-rest">{text.moreContacts(good_count - rows.length)}</p>}
    </section>
  );
}

/** What the import will do, before it does it. */
function Preview(props: { preview: ContactPreview }) {
  const { preview } = props;
  const leftOut = preview.columns.filter((column) => column.field === undefined).map((column) => column.header || text.unnamedColumn);
  return (
    <div class="stack">
      <div role="status">
        <ul class="import-sums">
          <li>
            <State icon={circleCheck} tone={preview.good_count > 0 ? "success" : "primary"} strong>
              {preview.good_count > 0 ? text.good(preview.good_count) : text.nothing}
            </State>
          </li>
          {preview.known_count > 0 && (
            <li>
              <State icon={users}>{text.known(preview.known_count)}</State>
            </li>
          )}
          {preview.problem_count > 0 && (
            <li>
              <State icon={circleAlert} tone="danger">
                {text.bad(preview.problem_count)}
              </State>
            </li>
          )}
        </ul>
      </div>
      {leftOut.length > 0 && <p class="import-rest">{text.leftOut(leftOut.join(", "))}</p>}
      <Problems preview={preview} />
      <NewContacts preview={preview} />
    </div>
  );
}

/** Contacts from a CSV file: choose, look, import. */
export function ImportDialog(props: { desk: Desk; onImported: () => void; onClose: () => void }) {
  const { desk } = props;
  const store = useMemo(() => createStore(reduceImport, IMPORT_AT_START), []);
  const input = useRef<HTMLInputElement>(null);
  const state = store.state.value;

  const read = async (file: File): Promise<void> => {
    store.dispatch({ type: "chosen" });
    if (file.size > FILE_BYTES_MAX) {
      store.dispatch({ type: "unusable", problem: { id: "too-large" } });
      return;
    }
    const csv = textOfFile(await file.arrayBuffer());
    if (csv === undefined) {
      store.dispatch({ type: "unusable", problem: { id: "not-text" } });
      return;
    }
    try {
      store.dispatch({ type: "previewed", csv, preview: await desk.api.previewContactImport(csv) });
    } catch (problem) {
      store.dispatch({ type: "unusable", problem: problemOf(problem) });
    }
  };

  const take = async (): Promise<void> => {
    store.dispatch({ type: "confirmed" });
    const confirmed = store.state.peek();
    if (confirmed.step !== "importing") return;
    try {
      const done = await desk.api.importContacts(confirmed.csv);
      desk.say(text.done(done.imported_count));
      props.onImported();
    } catch (problem) {
      store.dispatch({ type: "failed", problem: problemOf(problem) });
    }
  };

  const shown = state.step === "shown" || state.step === "importing";
  const good = shown ? state.preview.good_count : 0;
  const problem = state.step === "choosing" || state.step === "shown" ? state.problem : undefined;
  return (
    <Dialog
      title={text.title}
      onClose={props.onClose}
      foot={
        <>
          <Button
            variant={shown ? "outline" : "primary"}
            {...(shown ? {} : { class: "to-end" })}
            icon={fileUp}
            busy={state.step === "reading" && text.reading}
            onPress={() => input.current?.click()}
          >
            {shown ? text.chooseAnother : text.choose}
          </Button>
          {good > 0 && (
            <Button variant="primary" class="to-end" busy={state.step === "importing" && text.importing} onPress={() => void take()}>
              {text.import(good)}
            </Button>
          )}
        </>
      }
    >
      <input
        ref={input}
        class="hidden-text"
        type="file"
        accept=".csv,.txt,text/csv"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file can be chosen again once it is mended.
          event.currentTarget.value = "";
          if (file) void read(file);
        }}
      />
      <div class="stack">
        {problem && (
          <Notice tone="danger" title={state.step === "shown" ? text.failedTitle : text.notTextTitle}>
            {problemWords(problem)}
          </Notice>
        )}
        {shown ? (
          <Preview preview={state.preview} />
        ) : (
          <>
            <p>{text.what}</p>
            <p class="import-rest">{text.bounds}</p>
          </>
        )}
      </div>
    </Dialog>
  );
}
