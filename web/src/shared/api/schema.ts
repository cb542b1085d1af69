// Generated from schema/openapi.yaml by tools/api-types.mjs (npm run types).
export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Who is signed in. 401 when nobody is. */
        get: operations["getSession"];
        put?: never;
        /** @description Signs in; sets the session cookie. 401 `sign-in-failed` says nothing of which part was wrong; 429 when tried too often. */
        post: operations["signIn"];
        /** @description Ends this session everywhere it is open. */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Ends all sessions of this user, this one too. */
        delete: operations["signOutEverywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/waiting-room": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The signed-in user's own waiting room. The live connection carries the same as its first snapshot. */
        get: operations["getWaitingRoom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Invites one recipient. With `via` = `email` the link leaves by mail, with `sms` by text message (429 `sms-cap` over the day's cap); with `link` it is in the answer, once. A `connect_now` invitation opens its visit at once: the answer has `visit`, and the sender enters it. */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Until its guest has checked in; then 409 `already-checked-in` (remove instead). */
        post: operations["cancelInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Takes the invitation out of the room, whether its guest has checked in or not. The guest's page says that the provider cancelled it; who was in the visit sees that they were removed. */
        post: operations["removeInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Queues the same message with the same link once more, also for a guest who has checked in and lost it. For a connect-now link that ran out it starts the ten minutes again with a fresh link. 409 when the invitation can no longer be used. */
        post: operations["sendInvitationAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Takes a guest out of the running visit, back to waiting (state `on_hold`; the guest's page shows that they wait). Twice is 204. 409 `not-in-visit` when they are not in it. */
        post: operations["holdGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/take-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Takes a guest who is on hold back into the running visit; nothing to press for the guest. 409 `visit-full`, `visit-ended` or `not-in-visit`. */
        post: operations["takeInGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What the guest and the staff have written to each other. Needs the right to view the guest's waiting room. */
        get: operations["getTexts"];
        put?: never;
        /** @description Writes to a guest who waits; needs the right to send. 409 `not-waiting` when they do not (any more), `texts-full` after 50 texts from the staff. */
        post: operations["writeText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/texts/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The guest's texts up to this one were seen; the mark goes out for everybody who works in the room. Needs the right to view. */
        post: operations["markTextsRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whose waiting rooms this guest can be handed over to. Needs the right to admit. */
        get: operations["getHandOverRooms"];
        put?: never;
        /** @description The guest goes over to another provider's room, and keeps their page, seat, waiting time and texts. Needs the right to admit in the room that they leave. 409 `guest-handed-over` (the title names to whom) when somebody else was first, `guest-not-waiting` when they are in a visit, of an appointment, expired or gone, `room-full`. The same once more is 204. */
        post: operations["handOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{id}/notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Tells all who wait in this room something, at once; in place of what was told before. Needs the right to send. */
        put: operations["setNotice"];
        post?: never;
        /** @description Takes it back at once. Needs the right to send. Twice is the same. */
        delete: operations["clearNotice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sms/status/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The SMS gateway's status callback (Twilio's shape), for the gateway only: a form with MessageStatus and ErrorCode, signed in X-Twilio-Signature. 404 for an unknown message and for a wrong signature. */
        post: operations["reportSms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Starts a visit with one to three guests chosen from the room, all of them checked in. From this moment each guest's page offers Join now. 409 `guest-not-ready` when one has not passed the device test or is no longer waiting; `started-by-another`; 409 `visit-running` when this host already has a running visit (its id is in `visit_id`). */
        post: operations["startVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/visits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getVisit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/visits/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The host leaves without ending. The others are told; after the practice's time without the host (one minute unless set) the visit ends for all. */
        post: operations["leaveVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/visits/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ends the visit for everyone; whoever waited for it and has not joined waits on in the room, in the same place. Ending it twice is 204 as well. */
        post: operations["endVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The appointments of one day in a waiting room. */
        get: operations["getAppointments"];
        put?: never;
        /** @description Books a time. 409 `day-full` over 200 in a day. */
        post: operations["createAppointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description 404 for one that was cancelled. */
        get: operations["getAppointment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The one link of all who come. Needs the right to send. */
        get: operations["getAppointmentLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description To another time; the link stays the same. 409 `visit-running`, `appointment-cancelled` or `day-full`. */
        post: operations["moveAppointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Adds clients and takes clients out; the capacity follows, also at the door of a running visit. Those added get the time and the link, those taken out are told that it was cancelled. Who is booked already, or is not, is left as they are. 409 `client-in-visit` (remove them from the visit first), `no-clients`, `too-many-clients`, `appointment-cancelled`, `appointment-over`. */
        post: operations["changeAppointmentClients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Whoever opens its link, or waits already, sees that it was cancelled. Twice is 204. 409 `visit-running`. */
        post: operations["cancelAppointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Opens the door: from now on each guest's page offers Join now or Ask to join. Pressed twice: the same visit. Needs the right to admit. 409 `started-by-another` or `visit-running` (this host has another one; its id is in `visit_id`), `appointment-cancelled`. */
        post: operations["startAppointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/appointments/{id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Tells one client the last news once more, with the same link, at the address that Contacts holds now; what still waits to be tried is tried at once. Whoever was told by the same message is told with them. 409 `cannot-be-told` (`detail` says why), `appointment-over`. */
        post: operations["sendAppointmentAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/admit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Whoever stands at the door of a running visit, asking or not, sees Join now until the visit ends. Twice is 204. 409 `visit-full` when eight people are in or were admitted and are on their way, `guest-not-ready` before the device test, `not-running`, `no-door`, `invitation-closed`. */
        post: operations["admitGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Answers a request with no; they may ask again after a minute, unless blocked. Twice is 204. 409 `already-admitted` when another user was first (remove instead), `not-asked`. */
        post: operations["denyGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/visits/{id}/admit-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Admits who asks, the longest first, up to eight people. */
        post: operations["admitAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The guest pressed Ask to join; needs the seat and a passed device test. The host hears of it at once. Asked already, or free to join: the view as it is. 409 `ask-too-soon` (`again_at_ms`) within a minute of a denial, `blocked`, `not-started`, `test-first`, `no-door`. */
        post: operations["askToJoin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What this link is good for now. Changes nothing (mail scanners open links too). Always 200; an unknown link answers `state` = `unknown`. */
        post: operations["openLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A person pressed the button: this device takes the one seat (cookie), an earlier device is told. Gives the guest's name where it is asked for. 409 with the view's state when the link can no longer be used (`invitation-expired`, `invitation-cancelled`, `visit-begun`). */
        post: operations["takeSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The device test's result; needs the seat. `passed` or `sound_only` checks the guest in (waiting_room) or takes them straight into the running visit (connect_now: the view comes back as `in_visit`); `failed` is shown to the host and changes nothing else. */
        post: operations["reportPreflight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The guest pressed Join now; needs the seat and the host's start. At an appointment the door is asked: 409 `ask-to-join`, `denied`, `blocked`, `test-first`, `on-hold`, `not-started`; anywhere `visit-full`. */
        post: operations["joinVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The guest pressed Leave in the visit. They may come back on the same device with the same link while the visit runs. */
        post: operations["leaveAsGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/help": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A guest whose device test failed asks the host for help; asked twice, told once. 409 `nothing-failed` when the last test did not fail. */
        post: operations["askForHelp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/guest/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A guest who waits writes to the staff of the room. The same Idempotency-Key from the same guest is written once, whenever it comes again. 409 `not-waiting`, or `texts-full` after 50. */
        post: operations["writeAsGuest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description The address book by name, a page at a time; with `query` those whose names have words that begin so, or who have exactly this e-mail address or mobile number. A POST, since what is asked is about patients and must not stand in an address. Changes nothing. */
        post: operations["findContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 409 `contacts-full` when the address book holds 20,000. */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getContact"];
        /** @description Takes the place of all fields. 409 `contact-changed` when somebody changed it after `version`. */
        put: operations["changeContact"];
        post?: never;
        /** @description Nothing is left of the contact but its id, and when it was made, changed and removed. Invitations that were sent stay as they are. */
        delete: operations["removeContact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/import/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What importing this file would do, row by row; changes nothing. 400 `contacts-unreadable` when the file as a whole cannot be used. */
        post: operations["previewContactImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Adds each row that has no problem and is not there yet, all or none. */
        post: operations["importContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The waiting rooms that this user may work in, their own first. `rooms.changed` on the live connection says when it changes. */
        get: operations["getRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/practice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description For administrators. */
        put: operations["changePracticeSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Lets the user with this id work in the caller's own waiting room; what was granted before is replaced. At least one right. Their open pages follow at once. 409 `grants-full` over 24 delegates. */
        put: operations["grantAccess"];
        post?: never;
        /** @description Takes all rights back, in open pages too. A visit that the delegate hosts goes on to its end. */
        delete: operations["revokeAccess"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description How arrivals in waiting rooms reach this user. `alerts.changed` on the live connection says when another page of theirs changed it. */
        get: operations["getAlerts"];
        /** @description Nothing here turns a waiting room or the page's own notifications off. */
        put: operations["changeAlerts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/alerts/rooms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Whether a delegate hears of arrivals in another's waiting room, with the right to view it. 409 `own-room` for one's own, whose arrivals one always hears of. */
        put: operations["chooseAlertRoom"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Sends a test message to this user's own e-mail address or saved mobile number. 429 `too-soon` within 10 s of another alert, `sms-cap` when no more text messages can be sent today. */
        post: operations["testAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What the clients' portal shows before anybody is signed in. Always 200. */
        get: operations["getPortal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portal/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Sends a one-time code to a client's e-mail address or mobile number, if it is one: the answer is the same whether it is known or not. The code has six digits, lives ten minutes, has five tries, and works only in the browser that asked (cookie); asking again ends the one before. 429 `rate-limited` when asked too often, `sms-cap` when no more text messages can be sent today. */
        post: operations["askPortalCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portal/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Signs the client in (cookie, HttpOnly) until they sign out, for two hours without activity, twelve at most, and only while the address stays theirs. 401 `code-wrong`, or `code-over` when it can no longer be used. 409 `name-needed` when several people share the address: send the code again with `name`; 401 `name-wrong` unless it is the name of exactly one of them. */
        post: operations["signInToPortal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portal/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ends this session of a client. 401 when nobody is signed in to the portal. */
        post: operations["signOutOfPortal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portal/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The appointments of the client who is signed in to the portal, and nobody else's. 401 `session-expired` when the session has run out. */
        get: operations["getPortalAppointments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Id: string;
        Problem: {
            /** @description urn:anteroom:problem:ID; the ID is stable. */
            type: string;
            title: string;
            detail?: string;
            status: number;
            /** @description The input field at fault. */
            field?: string;
            visit_id?: components["schemas"]["Id"];
            /** @description When it may be asked again. */
            again_at_ms?: number;
        };
        Portal: {
            practice: components["schemas"]["Practice"];
            /** @description Whether a code can be sent to a mobile number. */
            text_messages: boolean;
            /** @description Whether a code that this browser asked for can still be typed. */
            code_asked: boolean;
            /** @description Whether a client is signed in in this browser. */
            signed_in: boolean;
        };
        AskPortalCode: {
            /** @description An e-mail address, or a mobile number with its country code. */
            to: string;
        };
        PortalCode: {
            /** @description How long a code can be used from now on. */
            life_s: number;
        };
        PortalAppointments: {
            /** @description The client's own name. */
            name: string;
            now_ms: number;
            /** @description In which this client is booked, not cancelled and not long over, by their time. */
            appointments: {
                id: components["schemas"]["Id"];
                starts_at_ms: number;
                length_s: number;
                /** @description Whose waiting room it is. */
                host_name: string;
                /** @enum {string} */
                state: "scheduled" | "running" | "ended";
                /**
                 * @description What the door says to this client now.
                 * @enum {string}
                 */
                offer: "wait" | "join" | "ask" | "asked" | "denied" | "blocked";
                /** @description The appointment's shared link. */
                link: string;
            }[];
        };
        SignInToPortal: {
            code: string;
            /** @description Where several people share the address: one or more words of the client's name. */
            name?: string;
        };
        SignIn: {
            email: string;
            password: string;
        };
        /** @description What guests see of the practice. For an unknown link only the telephone number is filled in. */
        Practice: {
            name: string;
            telephone: string;
            /** @description IANA name of the practice's time zone. */
            zone: string;
            /** @description Of the practice's mark and the line above; never of text or buttons. */
            colour: string;
        };
        Session: {
            user: {
                id: components["schemas"]["Id"];
                name: string;
                email: string;
                /** @enum {string} */
                role: "admin" | "provider" | "staff";
            };
            practice: components["schemas"]["Practice"];
            room_id: components["schemas"]["Id"];
            invite_kind: components["schemas"]["InvitationKind"];
            /** @description How long such links live, as the practice has set it. */
            waiting_room_link_s: number;
            connect_now_link_s: number;
            /** @description The session ends after this long without activity. */
            idle_limit_s: number;
            /** @description When it will end if nothing happens. */
            ends_at_ms: number;
            now_ms: number;
        };
        /** @enum {string} */
        InvitationKind: "waiting_room" | "connect_now";
        NewInvitation: {
            kind: components["schemas"]["InvitationKind"];
            /** @enum {string} */
            via: "email" | "link" | "sms";
            name?: string;
            /** @description Required for via = email. */
            email?: string;
            /** @description Required for via = sms; with its country code, spaces and the like are taken out. */
            mobile?: string;
            /** @description Another's waiting room, with the right to send (and to admit, for connect_now); absent: one's own. */
            room_id?: components["schemas"]["Id"];
        };
        CreatedInvitation: {
            invitation: components["schemas"]["GuestRow"];
            /** @description For via = link, and for send-again of such a one: PUBLIC_URL/join#TOKEN. The token stays in the fragment, which no request carries, so that a reload finds its place. */
            link?: string;
            visit?: components["schemas"]["Visit"];
        };
        Delivery: {
            /** @enum {string} */
            state: "queued" | "sent" | "delivered" | "failed";
            /** @description For failed, and for queued after an attempt that did not go through; a few words such as mailbox full. */
            reason?: string;
        };
        /** @description The device test's result, no device names. */
        Preflight: {
            /** @enum {string} */
            result: "passed" | "sound_only" | "failed";
            browser: components["schemas"]["TestItem"];
            operating_system: components["schemas"]["TestItem"];
            camera: components["schemas"]["TestItem"];
            microphone: components["schemas"]["TestItem"];
        };
        /** @enum {string} */
        TestItem: "passed" | "failed";
        /** @description One line of the waiting room; the invitation and its guest. A waiting_room invitation that expires unused vanishes at that second; a connect_now one stays while its visit (`visit_id`) runs, so that its sender can send it again. */
        GuestRow: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "waiting_room" | "connect_now" | "appointment";
            /** @description Empty until the guest has given one. */
            name: string;
            /** @enum {string} */
            method: "email" | "sms" | "link" | "phone";
            /** @description E-mail address, or mobile number in E.164; absent for method = link. */
            address?: string;
            /**
             * @description Admitted to a running visit is in_visit. Presence (reconnecting, left) comes beside it.
             * @enum {string}
             */
            state: "invited" | "checked_in" | "in_visit" | "on_hold";
            delivery?: components["schemas"]["Delivery"];
            preflight?: components["schemas"]["Preflight"];
            invited_at_ms: number;
            expires_at_ms: number;
            checked_in_at_ms?: number;
            visit_id?: components["schemas"]["Id"];
            /** @description This and the four below: for kind = appointment. */
            appointment_id?: components["schemas"]["Id"];
            /** @description When the appointment begins. */
            appointment_at_ms?: number;
            /** @description For staff only; may be empty. */
            appointment_title?: string;
            /** @description The guest is a booked client, signed in to the portal when they took their place. */
            booked?: boolean;
            door?: components["schemas"]["DoorState"];
            /** @description The guest's device test failed and they asked for help then. */
            help_asked_at_ms?: number;
            /** @description How many texts were written, and how many of the guest's no member of staff has seen; absent: none. */
            texts?: {
                count: number;
                unread: number;
            };
            /** @description Who handed the guest over to this room, and from whose. */
            handed_over?: {
                by_name: string;
                from_name: string;
                at_ms: number;
            };
        };
        /** @description Lives in memory; after a restart everybody is reconnecting. */
        Presence: {
            /** @enum {string} */
            state: "online" | "reconnecting" | "left";
            since_ms: number;
        };
        WaitingRoom: {
            room_id: components["schemas"]["Id"];
            owner_name: string;
            guests: components["schemas"]["GuestRow"][];
            notice?: components["schemas"]["Notice"];
            /** @description This host's running visit. */
            visit?: components["schemas"]["Visit"];
            /** @description Whether invitations can be sent by text message. */
            sms_available?: boolean;
            /** @description By the guest's id; of whoever has checked in. On the live connection only. */
            presence?: {
                [key: string]: components["schemas"]["Presence"];
            };
            now_ms: number;
        };
        StartVisit: {
            invitation_ids: components["schemas"]["Id"][];
        };
        Participant: {
            /** @description The user's id (host) or the invitation's (guest); also its id in the media signalling. */
            id: string;
            name: string;
            /** @enum {string} */
            role: "host" | "guest" | "attendee";
            /**
             * @description admitted: the host started with them, they have not pressed Join now yet.
             * @enum {string}
             */
            state: "admitted" | "in_visit" | "left";
        };
        Visit: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            state: "running" | "ended";
            host_id: components["schemas"]["Id"];
            participants: components["schemas"]["Participant"][];
            started_at_ms: number;
            ended_at_ms?: number;
            /** @enum {string} */
            ended_reason?: "host_ended" | "host_left" | "host_lost";
            /** @description The host left or dropped; without a return the visit ends then. */
            host_away_until_ms?: number;
            /** @description For staff, of an appointment's visit; so are the two below. */
            appointment_id?: components["schemas"]["Id"];
            /** @description How many clients are booked: so many may be in before others must ask. */
            capacity?: number;
            /** @description Whoever stands at the door, in the order of their coming; whoever was admitted and has not joined yet is a participant. */
            waiting_to_join?: components["schemas"]["WaitingToJoin"][];
        };
        /**
         * @description The host's word about one person at an appointment's door.
         * @enum {string}
         */
        DoorState: "waiting" | "asked" | "admitted" | "denied" | "blocked";
        WaitingToJoin: {
            /** @description The invitation's. */
            id: components["schemas"]["Id"];
            name: string;
            /** @enum {string} */
            state: "waiting" | "asked" | "denied" | "blocked";
            /** @description For asked. */
            asked_at_ms?: number;
        };
        Token: {
            token: string;
        };
        TakeSeat: {
            token: string;
            /** @description Where the view says needs_name. */
            name?: string;
        };
        ReportPreflight: {
            token: string;
            preflight: components["schemas"]["Preflight"];
        };
        /** @description All that a guest's page shows. The whole view comes anew with every change, so a lost one does no harm. */
        GuestView: {
            /**
             * @description invited: not checked in yet. checked_in: waiting. admitted: the host has started, Join now. left: pressed Leave, may join again. ended: the visit is over. cancelled: cancelled, or removed before joining. removed: removed from the visit. used: the visit has begun on another device.
             * @enum {string}
             */
            state: "invited" | "checked_in" | "admitted" | "in_visit" | "left" | "on_hold" | "ended" | "cancelled" | "removed" | "expired" | "used" | "unknown";
            /**
             * @description Whose the one seat is: nobody's yet, this device's, another's (that page offers Use this device).
             * @enum {string}
             */
            seat?: "none" | "here" | "elsewhere";
            /** @enum {string} */
            kind?: "waiting_room" | "connect_now" | "appointment";
            practice: components["schemas"]["Practice"];
            /** @description Only while this device holds the seat; the participant's id in the visit. */
            invitation_id?: components["schemas"]["Id"];
            host_name?: string;
            /** @description The guest's name; only on the device that holds the seat. */
            name?: string;
            needs_name?: boolean;
            expires_at_ms?: number;
            cancelled_at_ms?: number;
            checked_in_at_ms?: number;
            sound_only_allowed?: boolean;
            preflight?: components["schemas"]["Preflight"];
            /** @description The device test failed and the host has been asked for help. */
            help_asked?: boolean;
            /** @description While the guest waits: what the room tells everybody. */
            notice?: components["schemas"]["Notice"];
            /** @description While the guest waits: the newest of what they and the staff wrote. */
            texts?: components["schemas"]["Text"][];
            /** @description While state is in_visit. */
            visit?: components["schemas"]["Visit"];
            ended_reason?: string;
            /** @description The link is an appointment's. When ended - the host may start it again. */
            appointment?: components["schemas"]["GuestAppointment"];
            /** @description This device was in the visit of the appointment that ended, and the next one runs: taking the seat leads to its door at once. */
            again?: boolean;
            /** @description At an appointment, while state is checked_in or left. */
            door?: components["schemas"]["Door"];
            now_ms: number;
        };
        /** @description How arrivals reach one user. The notification on the page is always there. What leaves the server names nobody. */
        Alerts: {
            sound: boolean;
            /** @description A notification of the system while the page is hidden. */
            desktop: boolean;
            email: boolean;
            /** @description Beyond the day's cap of text messages it goes by e-mail. */
            sms: boolean;
            /** @description Where e-mail goes - the address that the user signs in with. */
            email_address: string;
            /** @description In E.164; absent when none was given. */
            mobile?: string;
            sms_available: boolean;
            /** @description Others' waiting rooms that this user may view. */
            rooms: components["schemas"]["AlertRoom"][];
        };
        AlertRoom: {
            room_id: components["schemas"]["Id"];
            owner_name: string;
            /** @description Whether this user has chosen to hear of arrivals there. */
            chosen: boolean;
        };
        ChangedAlerts: {
            sound: boolean;
            desktop: boolean;
            email: boolean;
            sms: boolean;
            /** @description Required for sms = true; with its country code. Absent or empty takes the number out. */
            mobile?: string;
        };
        AlertRoomChoice: {
            chosen: boolean;
        };
        TestAlert: {
            /** @enum {string} */
            via: "email" | "sms";
        };
        /** @description All that a guest is told of the appointment. Its title is the practice's own. */
        GuestAppointment: {
            starts_at_ms: number;
            length_s: number;
            /** @description IANA name of the practice's zone, in which the time is named. */
            zone: string;
        };
        Door: {
            /**
             * @description wait: the host has not started. join: Join now. ask: Ask to join. asked: the host has been asked. denied: from again_at_ms on they may ask again. blocked: not any more.
             * @enum {string}
             */
            offer: "wait" | "join" | "ask" | "asked" | "denied" | "blocked";
            /** @description For denied. */
            again_at_ms?: number;
            /**
             * @description The host's answer to this guest's request.
             * @enum {string}
             */
            answer?: "admitted" | "denied";
        };
        Appointment: {
            id: components["schemas"]["Id"];
            room_id: components["schemas"]["Id"];
            /** @description For staff only; may be empty. */
            title: string;
            starts_at_ms: number;
            length_s: number;
            /**
             * @description running: a visit of it runs. ended: one has run; it may be started again. Cancelled ones are listed until everybody was told or their time is over.
             * @enum {string}
             */
            state: "scheduled" | "running" | "ended" | "cancelled";
            /** @description The visit that runs. */
            visit_id?: components["schemas"]["Id"];
            clients: components["schemas"]["BookedClient"][];
            /** @description Who is booked no more, and could not be told so. */
            taken_out: components["schemas"]["BookedClient"][];
            /** @description The number of booked clients. */
            capacity: number;
            /** @description How many have checked in and are not in the visit. */
            waiting: number;
        };
        BookedClient: {
            /** @description The contact's. */
            id: components["schemas"]["Id"];
            /** @description Empty when the contact was removed from the address book. */
            name: string;
            /**
             * @description What the last message to them says.
             * @enum {string}
             */
            news?: "created" | "moved" | "cancelled";
            /** @description How it went; failed with the reason too where none could be sent. This and news: absent for one booked before messages were kept by client. */
            delivery?: components["schemas"]["Delivery"];
        };
        AppointmentDay: {
            /** @description YYYY-MM-DD, in the practice's zone. */
            day: string;
            /** @description IANA name. */
            zone: string;
            /** @description By their time; cancelled ones of which somebody is still to be told behind them, by theirs. */
            appointments: components["schemas"]["Appointment"][];
        };
        NewAppointment: {
            /** @description Another's waiting room, with the right to send; absent: one's own. */
            room_id?: components["schemas"]["Id"];
            title?: string;
            /** @description YYYY-MM-DD. */
            date: string;
            /** @description HH:MM in the practice's zone. One that the clocks leave out or pass twice on that day is refused (field `time`). */
            time: string;
            length_min: number;
            /** @description Contacts, each once. */
            client_ids: components["schemas"]["Id"][];
        };
        MovedAppointment: {
            date: string;
            time: string;
            length_min: number;
        };
        ChangedClients: {
            /** @description Contacts, each once. */
            add?: components["schemas"]["Id"][];
            /** @description Contacts, each once; none that is added. */
            take_out?: components["schemas"]["Id"][];
        };
        ToldAgain: {
            /** @description The contact's; booked, or taken out. */
            client_id: components["schemas"]["Id"];
        };
        AppointmentLink: {
            /** @description PUBLIC_URL/join#TOKEN, the same for everybody, until 24 h after the planned end. */
            link: string;
        };
        DenyGuest: {
            /** @description They may not ask again. */
            block?: boolean;
        };
        AdmittedAll: {
            admitted: components["schemas"]["Id"][];
            /** @description Some still ask: with them the visit would be full. */
            full: boolean;
        };
        HandOverRooms: {
            rooms: {
                room_id: components["schemas"]["Id"];
                owner_name: string;
            }[];
        };
        HandOver: {
            /** @description The room that the guest is taken from. */
            from_room_id: components["schemas"]["Id"];
            room_id: components["schemas"]["Id"];
        };
        NewText: {
            /** @description Line feeds are allowed. */
            text: string;
        };
        /** @description A short text between a guest who waits and the staff of the room. */
        Text: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            from: "guest" | "staff";
            /** @description Who of the staff wrote it. */
            name?: string;
            text: string;
            /** @description Counts from 1 for each guest. */
            sequence: number;
            at_ms: number;
        };
        Texts: {
            texts: components["schemas"]["Text"][];
        };
        /** @description A text, an estimate, or both. */
        NewNotice: {
            text?: string;
            /** @description In how many minutes visits start; 0 or absent: nothing is said of it. */
            estimate_min?: number;
        };
        /** @description What a waiting room tells all who wait in it; empty: nothing. */
        Notice: {
            text?: string;
            /** @description When visits start. */
            estimate_at_ms?: number;
            set_at_ms?: number;
        };
        FindContacts: {
            query?: string;
            /** @description `next` of the page before. */
            after?: string;
            /** @description 50 when absent. */
            limit?: number;
        };
        ContactPage: {
            /** @description Without their notes. */
            contacts: components["schemas"]["Contact"][];
            /** @description Absent on the last page. */
            next?: string;
            /** @description How many match, on all pages. */
            found: number;
            /** @description How many the address book holds. */
            total: number;
        };
        NewContact: {
            name: string;
            /** @description Empty: none. */
            email?: string;
            /** @description As people write it, with its country code; comes back in E.164. Empty: none. */
            mobile?: string;
            /** @description 1984-03-31, or 31.3.1984. Empty: not known. */
            birth_date?: string;
            notes?: string;
        };
        ChangedContact: {
            name: string;
            /** @description Empty: none. */
            email?: string;
            /** @description As people write it, with its country code; comes back in E.164. Empty: none. */
            mobile?: string;
            /** @description 1984-03-31, or 31.3.1984. Empty: not known. */
            birth_date?: string;
            notes?: string;
            /** @description The one that was seen. */
            version: number;
        };
        Contact: {
            id: components["schemas"]["Id"];
            name: string;
            /** @description Empty: none. */
            email: string;
            /** @description E.164; empty: none. */
            mobile: string;
            /** @description YYYY-MM-DD; empty: not known. */
            birth_date: string;
            has_notes: boolean;
            /** @description Only where one contact is asked for. */
            notes?: string;
            version: number;
        };
        ContactFile: {
            /** @description RFC 4180, at most 512 kB and 2,000 rows; the first row names the columns. A semicolon or tab may stand for the comma. */
            csv: string;
        };
        ContactPreview: {
            columns: {
                header: string;
                /**
                 * @description Absent: the column is left out.
                 * @enum {string}
                 */
                field?: "name" | "email" | "mobile" | "birth_date" | "notes";
            }[];
            /** @description The first of those that would be added. */
            contacts: {
                /** @description Of the file */
                line: number;
                name: string;
                email: string;
                mobile: string;
                birth_date: string;
            }[];
            /** @description The first of the rows that would be left out because something is wrong with them. */
            problems: {
                line: number;
                name: string;
                problems: {
                    /** @description Empty: the row as a whole. */
                    field: string;
                    reason: string;
                }[];
            }[];
            good_count: number;
            problem_count: number;
            /** @description Rows of people who are in the address book already. */
            known_count: number;
        };
        ContactsImported: {
            imported_count: number;
            problem_count: number;
            known_count: number;
        };
        Rights: {
            /** @description Invite, cancel, remove, send again. */
            send: boolean;
            /** @description See who waits. */
            view: boolean;
            /** @description Start a visit with guests who wait. */
            admit: boolean;
        };
        Rooms: {
            rooms: {
                room_id: components["schemas"]["Id"];
                owner_name: string;
                own: boolean;
                send: boolean;
                view: boolean;
                admit: boolean;
            }[];
        };
        PracticeSettings: {
            waiting_room_link_s: number;
            connect_now_link_s: number;
            /** @description Without activity. */
            sign_out_after_s: number;
            /** @description Without a sign of life of a guest. */
            reconnecting_after_s: number;
            left_after_s: number;
            /** @description A visit ends so long after its host left it. */
            host_left_s: number;
            /** @description And so long after its host's connection was lost. */
            host_lost_s: number;
        };
        Settings: {
            practice: components["schemas"]["PracticeSettings"];
            may_change_practice: boolean;
            /** @description Who may work in this user's own waiting room. */
            grants: {
                user_id: components["schemas"]["Id"];
                name: string;
                send: boolean;
                view: boolean;
                admit: boolean;
            }[];
            /** @description To whom access can be granted. */
            users: {
                id: components["schemas"]["Id"];
                name: string;
            }[];
        };
    };
    responses: {
        /** @description What went wrong and what to do. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The session. */
        Session: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Session"];
            };
        };
        /** @description The user's alerts. */
        Alerts: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Alerts"];
            };
        };
        /** @description The settings. */
        Settings: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        /** @description The contact. */
        Contact: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Contact"];
            };
        };
        /** @description The visit. */
        Visit: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Visit"];
            };
        };
        /** @description The appointment. */
        Appointment: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Appointment"];
            };
        };
        /** @description The guest's page. */
        GuestView: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GuestView"];
            };
        };
    };
    parameters: {
        Id: components["schemas"]["Id"];
        /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
        IdempotencyKey: string;
    };
    requestBodies: {
        Token: {
            content: {
                "application/json": components["schemas"]["Token"];
            };
        };
    };
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            401: components["responses"]["Problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            201: components["responses"]["Session"];
            401: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
        };
    };
    signOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
        };
    };
    getWaitingRoom: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingRoom"];
                };
            };
            401: components["responses"]["Problem"];
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description Sent or queued. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvitation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
        };
    };
    cancelInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    removeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    sendInvitationAgain: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queued. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvitation"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    holdGuest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On hold. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    takeInGuest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the visit again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getTexts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Texts"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    writeText: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewText"];
            };
        };
        responses: {
            /** @description Written; the guest sees it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Text"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    markTextsRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sequence: number;
                };
            };
        };
        responses: {
            /** @description Noted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    getHandOverRooms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All but the guest's present one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOverRooms"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    handOver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description Handed over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    setNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNotice"];
            };
        };
        responses: {
            /** @description Shown. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    clearNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone: an empty Notice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    reportSms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description Noted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    startVisit: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartVisit"];
            };
        };
        responses: {
            201: components["responses"]["Visit"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getVisit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Visit"];
            404: components["responses"]["Problem"];
        };
    };
    leaveVisit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Left. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    endVisit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    getAppointments: {
        parameters: {
            query?: {
                /** @description YYYY-MM-DD in the practice's zone; absent: today. */
                day?: string;
                /** @description Another's waiting room, with the right to view it; absent: one's own. */
                room?: components["schemas"]["Id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentDay"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    createAppointment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAppointment"];
            };
        };
        responses: {
            201: components["responses"]["Appointment"];
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getAppointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Appointment"];
            404: components["responses"]["Problem"];
        };
    };
    getAppointmentLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentLink"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    moveAppointment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MovedAppointment"];
            };
        };
        responses: {
            200: components["responses"]["Appointment"];
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    changeAppointmentClients: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedClients"];
            };
        };
        responses: {
            200: components["responses"]["Appointment"];
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    cancelAppointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    startAppointment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: components["responses"]["Visit"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    sendAppointmentAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToldAgain"];
            };
        };
        responses: {
            200: components["responses"]["Appointment"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    admitGuest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Admitted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    denyGuest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DenyGuest"];
            };
        };
        responses: {
            /** @description Denied. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    admitAll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who was admitted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdmittedAll"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    askToJoin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Token"];
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    openLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Token"];
        responses: {
            200: components["responses"]["GuestView"];
        };
    };
    takeSeat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeSeat"];
            };
        };
        responses: {
            200: components["responses"]["GuestView"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    reportPreflight: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportPreflight"];
            };
        };
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    joinVisit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Token"];
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    leaveAsGuest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Token"];
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
        };
    };
    askForHelp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Token"];
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    writeAsGuest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    text: string;
                };
            };
        };
        responses: {
            200: components["responses"]["GuestView"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    findContacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindContacts"];
            };
        };
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactPage"];
                };
            };
            401: components["responses"]["Problem"];
        };
    };
    createContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            201: components["responses"]["Contact"];
            400: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Contact"];
            404: components["responses"]["Problem"];
        };
    };
    changeContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedContact"];
            };
        };
        responses: {
            200: components["responses"]["Contact"];
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    removeContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    previewContactImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactFile"];
            };
        };
        responses: {
            /** @description The preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactPreview"];
                };
            };
            400: components["responses"]["Problem"];
        };
    };
    importContacts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request (route, query and the body's bytes) from the same user gets the first answer again for a day, of the last 1,000; with another request it is 422 `idempotency-key-reused`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactFile"];
            };
        };
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactsImported"];
                };
            };
            400: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getRooms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rooms"];
                };
            };
            401: components["responses"]["Problem"];
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Settings"];
            401: components["responses"]["Problem"];
        };
    };
    changePracticeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PracticeSettings"];
            };
        };
        responses: {
            200: components["responses"]["Settings"];
            400: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    grantAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rights"];
            };
        };
        responses: {
            200: components["responses"]["Settings"];
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    revokeAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Settings"];
            404: components["responses"]["Problem"];
        };
    };
    getAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Alerts"];
            401: components["responses"]["Problem"];
        };
    };
    changeAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedAlerts"];
            };
        };
        responses: {
            200: components["responses"]["Alerts"];
            400: components["responses"]["Problem"];
        };
    };
    chooseAlertRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRoomChoice"];
            };
        };
        responses: {
            200: components["responses"]["Alerts"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    testAlert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestAlert"];
            };
        };
        responses: {
            /** @description On its way. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    getPortal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The portal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portal"];
                };
            };
        };
    };
    askPortalCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskPortalCode"];
            };
        };
        responses: {
            /** @description Asked for. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalCode"];
                };
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    signInToPortal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInToPortal"];
            };
        };
        responses: {
            /** @description Signed in. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    signOutOfPortal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
        };
    };
    getPortalAppointments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Theirs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalAppointments"];
                };
            };
            401: components["responses"]["Problem"];
        };
    };
}
