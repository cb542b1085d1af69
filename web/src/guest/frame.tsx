import phone from "lucide-static/icons/phone.svg?inner";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Practice } from "../shared/api/types.ts";
import { guest as words } from "../shared/text/en/guest.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { PracticeMark } from "../shared/ui/practice-mark.tsx";

/** The frame of every guest's page: the practice on top, its telephone (or the one thing to do) at the foot. */
export function Frame(props: { practice: Practice | null; foot?: ComponentChildren; children: ComponentChildren }) {
  const line = useRef<HTMLDivElement>(null);
  const { practice } = props;
  const colour = practice?.colour;
  useLayoutEffect(() => {
    if (line.current && colour) line.current.style.backgroundColor = colour;
  }, [colour]);
  return (
    <div class="guest">
      <div ref={line} class="practice-line" />
      {practice === null && <div class="guest-top" />}
      {practice?.name && (
        <header class="guest-top">
          <PracticeMark practice={practice} />
          <span>{practice.name}</span>
        </header>
      )}
      <main class="guest-main">{props.children}</main>
      {props.foot && <footer class="guest-foot">{props.foot}</footer>}
    </div>
  );
}

/** The page's heading. It takes the focus when the page changes, so that a screen reader says where one is. */
export function Heading(props: { children: string; tab?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [props.children]);
  useEffect(() => {
    document.title = props.tab ?? props.children;
  }, [props.tab, props.children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.children}
    </h1>
  );
}

/** The telephone at the foot of a page that has something else to do. */
export function Telephone(props: { practice: Practice }) {
  const { telephone } = props.practice;
  if (telephone === "") return null;
  return (
    <div class="telephone">
      <Icon of={phone} />
      <p>
        {words.questions}
        <br />
        <a href={telephoneLink(telephone)}>{telephone}</a>
      </p>
    </div>
  );
}

/** What to do now: one card, with the call as its one action. */
export function WhatToDo(props: { practice: Practice; what: string; plain?: boolean }) {
  const { telephone } = props.practice;
  return (
    <section class="card card-padded what-to-do">
      <h2>{words.whatToDo}</h2>
      <p>{props.what}</p>
      {telephone !== "" && (
        <a
          class={`button button-large button-wide ${props.plain ? "button-outline" : "button-primary"}`}
          href={telephoneLink(telephone)}
        >
          <Icon of={phone} />
          <span>{words.call(telephone)}</span>
        </a>
      )}
    </section>
  );
}

export function telephoneLink(telephone: string): string {
  return `tel:${telephone.replace(/[^+\d]/g, "")}`;
}
