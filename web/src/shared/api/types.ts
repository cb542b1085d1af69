import type { components } from "./schema.ts";

/** The API's nouns, from schema/openapi.yaml. */
type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Practice = Schemas["Practice"];
export type InvitationKind = Schemas["InvitationKind"];
export type NewInvitation = Schemas["NewInvitation"];
export type CreatedInvitation = Schemas["CreatedInvitation"];
export type GuestRow = Schemas["GuestRow"];
export type Preflight = Schemas["Preflight"];
export type Presence = Schemas["Presence"];
export type WaitingRoom = Schemas["WaitingRoom"];
export type Visit = Schemas["Visit"];
export type Participant = Schemas["Participant"];
export type GuestView = Schemas["GuestView"];
export type GuestAppointment = Schemas["GuestAppointment"];
export type Door = Schemas["Door"];
export type DoorState = Schemas["DoorState"];
export type WaitingToJoin = Schemas["WaitingToJoin"];
export type AdmittedAll = Schemas["AdmittedAll"];
export type Appointment = Schemas["Appointment"];
export type AppointmentDay = Schemas["AppointmentDay"];
export type NewAppointment = Schemas["NewAppointment"];
export type MovedAppointment = Schemas["MovedAppointment"];
export type Problem = Schemas["Problem"];
export type Contact = Schemas["Contact"];
export type NewContact = Schemas["NewContact"];
export type ChangedContact = Schemas["ChangedContact"];
export type FindContacts = Schemas["FindContacts"];
export type ContactPage = Schemas["ContactPage"];
export type ContactPreview = Schemas["ContactPreview"];
export type ContactsImported = Schemas["ContactsImported"];
export type Room = Schemas["Rooms"]["rooms"][number];
export type Rooms = Schemas["Rooms"];
export type Rights = Schemas["Rights"];
export type Settings = Schemas["Settings"];
export type PracticeSettings = Schemas["PracticeSettings"];
