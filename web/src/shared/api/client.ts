import { ApiProblem, problemOf } from "./problem.ts";
import type {
  AdmittedAll,
  AlertSettings,
  Appointment,
  AppointmentDay,
  ChangedAlerts,
  ChangedClients,
  ChangedContact,
  Contact,
  ContactPage,
  ContactPreview,
  ContactsImported,
  CreatedInvitation,
  FindContacts,
  GuestView,
  HandOverRooms,
  MovedAppointment,
  NewAppointment,
  NewContact,
  NewInvitation,
  NewNotice,
  Notice,
  Portal,
  PortalAppointments,
  PortalCode,
  PracticeSettings,
  Preflight,
  Rights,
  Rooms,
  Session,
  Settings,
  Text,
  Texts,
  Visit,
  WaitingRoom,
} from "./types.ts";

const BASE = "/api/v1";

/** Lost answers are asked for again this often; the server does a write once, by its Idempotency-Key. */
const ATTEMPTS_MAX = 3;
const ATTEMPT_DELAY_MS = 400;
/** A request on a line that is gone may hang for minutes: after this long, leaving is asked for anew (it does no harm twice). */
const LEAVING_LIMIT_MS = 5_000;

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Request {
  method: Method;
  path: string;
  body?: unknown;
  /** The name of a write that must happen once even when its answer is lost (Idempotency-Key). */
  key?: string;
  /** An answer that has not begun after this long counts as lost. */
  limitMs?: number;
}

/** A fresh name for one write; the same for each attempt of it. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function attempt(request: Request, headers: Record<string, string>): Promise<Response> {
  const giveUp = new AbortController();
  const timer = request.limitMs === undefined ? undefined : setTimeout(() => giveUp.abort(), request.limitMs);
  try {
    return await fetch(BASE + request.path, {
      method: request.method,
      credentials: "same-origin",
      cache: "no-store",
      headers,
      signal: giveUp.signal,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
  } catch {
    throw ApiProblem.noAnswer();
  } finally {
    clearTimeout(timer);
  }
}

function mayAskAgain(request: Request, problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 0 && (request.method === "GET" || request.key !== undefined);
}

async function answered(request: Request): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (request.body !== undefined) headers["Content-Type"] = "application/json";
  if (request.key !== undefined) headers["Idempotency-Key"] = request.key;
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(request, headers);
    } catch (problem) {
      if (count === ATTEMPTS_MAX || !mayAskAgain(request, problem)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_DELAY_MS * count));
    }
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** The REST interface. Every call rejects with an ApiProblem. */
export class Api {
  /** Told of every 401 but sign-in's own, with the problem's id: the session or the seat is gone. */
  readonly #onUnauthenticated: (problemId: string) => void;

  constructor(onUnauthenticated: (problemId: string) => void) {
    this.#onUnauthenticated = onUnauthenticated;
  }

  async #send<Answer>(request: Request): Promise<Answer> {
    const response = await answered(request);
    const body = response.status === 204 ? undefined : await bodyOf(response);
    if (response.ok) {
      if (response.status !== 204 && body === undefined) throw problemOf(response.status, undefined);
      return body as Answer;
    }
    const problem = problemOf(response.status, body);
    if (problem.status === 401 && problem.id !== "sign-in-failed") this.#onUnauthenticated(problem.id);
    throw problem;
  }

  // Staff.
  getSession(): Promise<Session> {
    return this.#send({ method: "GET", path: "/session" });
  }
  signIn(email: string, password: string): Promise<Session> {
    return this.#send({ method: "POST", path: "/session", body: { email, password } });
  }
  signOut(): Promise<void> {
    return this.#send({ method: "DELETE", path: "/session" });
  }
  signOutEverywhere(): Promise<void> {
    return this.#send({ method: "DELETE", path: "/sessions" });
  }
  getWaitingRoom(): Promise<WaitingRoom> {
    return this.#send({ method: "GET", path: "/waiting-room" });
  }
  /** The same `key` for the same invitation, however often it is tried: it is sent once. */
  createInvitation(invitation: NewInvitation, key: string): Promise<CreatedInvitation> {
    return this.#send({ method: "POST", path: "/invitations", body: invitation, key });
  }
  cancelInvitation(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/cancel` });
  }
  removeInvitation(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/remove` });
  }
  /** The same `key` for the same letter, however often it is tried: it goes out once. */
  sendInvitationAgain(id: string, key: string): Promise<CreatedInvitation> {
    return this.#send({ method: "POST", path: `/invitations/${id}/send-again`, key });
  }
  holdGuest(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/hold` });
  }
  takeInGuest(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/take-in` });
  }
  admitGuest(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/admit` });
  }
  /** `block`: they may not ask again. */
  denyGuest(id: string, block: boolean): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/deny`, body: { block } });
  }
  admitAll(visitId: string): Promise<AdmittedAll> {
    return this.#send({ method: "POST", path: `/visits/${visitId}/admit-all` });
  }
  getTexts(id: string): Promise<Texts> {
    return this.#send({ method: "GET", path: `/invitations/${id}/texts` });
  }
  /** The same `key` for the same text, however often it is tried: it is written once. */
  writeText(id: string, text: string, key: string): Promise<Text> {
    return this.#send({ method: "POST", path: `/invitations/${id}/texts`, body: { text }, key });
  }
  markTextsRead(id: string, sequence: number): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/texts/read`, body: { sequence } });
  }
  getHandOverRooms(id: string): Promise<HandOverRooms> {
    return this.#send({ method: "GET", path: `/invitations/${id}/hand-over` });
  }
  handOver(id: string, fromRoomId: string, roomId: string): Promise<void> {
    return this.#send({ method: "POST", path: `/invitations/${id}/hand-over`, body: { from_room_id: fromRoomId, room_id: roomId } });
  }
  setNotice(roomId: string, notice: NewNotice): Promise<Notice> {
    return this.#send({ method: "PUT", path: `/rooms/${roomId}/notice`, body: notice });
  }
  clearNotice(roomId: string): Promise<Notice> {
    return this.#send({ method: "DELETE", path: `/rooms/${roomId}/notice` });
  }
  startVisit(invitationIds: readonly string[]): Promise<Visit> {
    return this.#send({ method: "POST", path: "/visits", body: { invitation_ids: invitationIds }, key: idempotencyKey() });
  }
  getVisit(id: string): Promise<Visit> {
    return this.#send({ method: "GET", path: `/visits/${id}` });
  }
  leaveVisit(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/visits/${id}/leave`, limitMs: LEAVING_LIMIT_MS });
  }
  endVisit(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/visits/${id}/end`, limitMs: LEAVING_LIMIT_MS });
  }

  // Appointments.
  getAppointments(day: string, roomId: string): Promise<AppointmentDay> {
    return this.#send({ method: "GET", path: `/appointments?day=${day}&room=${roomId}` });
  }
  getAppointment(id: string): Promise<Appointment> {
    return this.#send({ method: "GET", path: `/appointments/${id}` });
  }
  /** The same `key` for the same appointment, however often it is tried: it is booked once. */
  createAppointment(appointment: NewAppointment, key: string): Promise<Appointment> {
    return this.#send({ method: "POST", path: "/appointments", body: appointment, key });
  }
  moveAppointment(id: string, moved: MovedAppointment): Promise<Appointment> {
    return this.#send({ method: "POST", path: `/appointments/${id}/move`, body: moved });
  }
  cancelAppointment(id: string): Promise<void> {
    return this.#send({ method: "POST", path: `/appointments/${id}/cancel` });
  }
  changeAppointmentClients(id: string, changed: ChangedClients): Promise<Appointment> {
    return this.#send({ method: "POST", path: `/appointments/${id}/clients`, body: changed });
  }
  sendAppointmentAgain(id: string, clientId: string): Promise<Appointment> {
    return this.#send({ method: "POST", path: `/appointments/${id}/send-again`, body: { client_id: clientId } });
  }
  getAppointmentLink(id: string): Promise<{ link: string }> {
    return this.#send({ method: "GET", path: `/appointments/${id}/link` });
  }
  startAppointment(id: string): Promise<Visit> {
    return this.#send({ method: "POST", path: `/appointments/${id}/start` });
  }

  // Settings, and the rooms that others have granted access to.
  getRooms(): Promise<Rooms> {
    return this.#send({ method: "GET", path: "/rooms" });
  }
  getSettings(): Promise<Settings> {
    return this.#send({ method: "GET", path: "/settings" });
  }
  changePracticeSettings(settings: PracticeSettings): Promise<Settings> {
    return this.#send({ method: "PUT", path: "/settings/practice", body: settings });
  }
  grantAccess(userId: string, rights: Rights): Promise<Settings> {
    return this.#send({ method: "PUT", path: `/settings/grants/${userId}`, body: rights });
  }
  revokeAccess(userId: string): Promise<Settings> {
    return this.#send({ method: "DELETE", path: `/settings/grants/${userId}` });
  }
  getAlerts(): Promise<AlertSettings> {
    return this.#send({ method: "GET", path: "/settings/alerts" });
  }
  changeAlerts(alerts: ChangedAlerts): Promise<AlertSettings> {
    return this.#send({ method: "PUT", path: "/settings/alerts", body: alerts });
  }
  chooseAlertRoom(roomId: string, chosen: boolean): Promise<AlertSettings> {
    return this.#send({ method: "PUT", path: `/settings/alerts/rooms/${roomId}`, body: { chosen } });
  }
  testAlert(via: "email" | "sms"): Promise<void> {
    return this.#send({ method: "POST", path: "/settings/alerts/test", body: { via } });
  }

  // The address book. What is looked for goes in a body: it is about patients.
  findContacts(question: FindContacts): Promise<ContactPage> {
    return this.#send({ method: "POST", path: "/contacts/find", body: question });
  }
  createContact(contact: NewContact): Promise<Contact> {
    return this.#send({ method: "POST", path: "/contacts", body: contact, key: idempotencyKey() });
  }
  getContact(id: string): Promise<Contact> {
    return this.#send({ method: "GET", path: `/contacts/${id}` });
  }
  changeContact(id: string, contact: ChangedContact): Promise<Contact> {
    return this.#send({ method: "PUT", path: `/contacts/${id}`, body: contact, key: idempotencyKey() });
  }
  removeContact(id: string): Promise<void> {
    return this.#send({ method: "DELETE", path: `/contacts/${id}` });
  }
  previewContactImport(csv: string): Promise<ContactPreview> {
    return this.#send({ method: "POST", path: "/contacts/import/preview", body: { csv } });
  }
  importContacts(csv: string): Promise<ContactsImported> {
    return this.#send({ method: "POST", path: "/contacts/import", body: { csv }, key: idempotencyKey() });
  }

  // Clients, in the portal.
  getPortal(): Promise<Portal> {
    return this.#send({ method: "GET", path: "/portal" });
  }
  askPortalCode(to: string): Promise<PortalCode> {
    return this.#send({ method: "POST", path: "/portal/code", body: { to } });
  }
  signInToPortal(code: string, name?: string): Promise<void> {
    return this.#send({ method: "POST", path: "/portal/sign-in", body: name === undefined ? { code } : { code, name } });
  }
  signOutOfPortal(): Promise<void> {
    return this.#send({ method: "POST", path: "/portal/sign-out" });
  }
  getPortalAppointments(): Promise<PortalAppointments> {
    return this.#send({ method: "GET", path: "/portal/appointments" });
  }

  // Guests.
  openLink(token: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/open", body: { token } });
  }
  takeSeat(token: string, name?: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/take", body: name === undefined ? { token } : { token, name } });
  }
  reportPreflight(token: string, preflight: Preflight): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/preflight", body: { token, preflight } });
  }
  joinVisit(token: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/join", body: { token } });
  }
  askToJoin(token: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/ask", body: { token } });
  }
  /** W13: the same `key` for the same text, however often it is tried. */
  writeAsGuest(token: string, text: string, key: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/texts", body: { token, text }, key });
  }
  askForHelp(token: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/help", body: { token } });
  }
  leaveAsGuest(token: string): Promise<GuestView> {
    return this.#send({ method: "POST", path: "/guest/leave", body: { token }, limitMs: LEAVING_LIMIT_MS });
  }
}

