#include "gateway/routes.h"

#include "practice/contact_kinds.h"
#include "practice/kinds.h"
#include "practice/settings_kinds.h"
#include "visit/commands.h"
#include "visit/portal/portal_kinds.h"

enum {
    SMALL_BODY = 4096,         /* a few short texts */
    CONTACT_BODY = 64 * 1024,  /* a contact with long notes, written in escapes */
    IMPORT_BODY = 1200 * 1024, /* a file of 512 kB, its quotes and line ends escaped */
};

const struct route ROUTES[] = {
    {HTTP_METHOD_GET, "/api/v1/session", &session_get, 0},
    {HTTP_METHOD_POST, "/api/v1/session", &session_sign_in, SMALL_BODY},
    {HTTP_METHOD_DELETE, "/api/v1/session", &session_sign_out, 0},
    {HTTP_METHOD_DELETE, "/api/v1/sessions", &session_sign_out_everywhere, 0},

    {HTTP_METHOD_GET, "/api/v1/waiting-room", &waiting_room_get, 0},

    {HTTP_METHOD_POST, "/api/v1/invitations", &invite_create, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/cancel", &invite_cancel, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/remove", &invite_remove, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/send-again", &invite_send_again, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/hold", &host_hold, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/take-in", &host_take_in, 0},

    {HTTP_METHOD_GET, "/api/v1/invitations/{id}/texts", &texting_list, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/texts", &texting_write, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/texts/read", &texting_read, SMALL_BODY},

    {HTTP_METHOD_GET, "/api/v1/invitations/{id}/hand-over", &handover_rooms, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/hand-over", &handover_guest, SMALL_BODY},

    {HTTP_METHOD_PUT, "/api/v1/rooms/{id}/notice", &notice_set, SMALL_BODY},
    {HTTP_METHOD_DELETE, "/api/v1/rooms/{id}/notice", &notice_clear, 0},

    {HTTP_METHOD_POST, "/api/v1/visits", &host_start, SMALL_BODY},
    {HTTP_METHOD_GET, "/api/v1/visits/{id}", &host_get, 0},
    {HTTP_METHOD_POST, "/api/v1/visits/{id}/leave", &host_leave, 0},
    {HTTP_METHOD_POST, "/api/v1/visits/{id}/end", &host_end, 0},

    {HTTP_METHOD_GET, "/api/v1/appointments", &appointment_list, 0},
    {HTTP_METHOD_POST, "/api/v1/appointments", &appointment_create, SMALL_BODY},
    {HTTP_METHOD_GET, "/api/v1/appointments/{id}", &appointment_get, 0},
    {HTTP_METHOD_GET, "/api/v1/appointments/{id}/link", &appointment_get_link, 0},
    {HTTP_METHOD_POST, "/api/v1/appointments/{id}/move", &appointment_move, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/appointments/{id}/clients", &appointment_change_clients,
     SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/appointments/{id}/cancel", &appointment_cancel, 0},
    {HTTP_METHOD_POST, "/api/v1/appointments/{id}/start", &appointment_start, 0},
    {HTTP_METHOD_POST, "/api/v1/appointments/{id}/send-again", &appointment_send_again, SMALL_BODY},

    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/admit", &answer_admit, 0},
    {HTTP_METHOD_POST, "/api/v1/invitations/{id}/deny", &answer_deny, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/visits/{id}/admit-all", &answer_admit_all, 0},

    {HTTP_METHOD_GET, "/api/v1/rooms", &rooms_get, 0},
    {HTTP_METHOD_GET, "/api/v1/settings", &settings_get, 0},
    {HTTP_METHOD_GET, "/api/v1/settings/alerts", &alerts_get, 0},
    {HTTP_METHOD_PUT, "/api/v1/settings/alerts", &alerts_change, SMALL_BODY},
    {HTTP_METHOD_PUT, "/api/v1/settings/alerts/rooms/{id}", &alerts_choose_room, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/settings/alerts/test", &alerts_test, SMALL_BODY},
    {HTTP_METHOD_PUT, "/api/v1/settings/practice", &settings_change_practice, SMALL_BODY},
    {HTTP_METHOD_PUT, "/api/v1/settings/grants/{id}", &settings_grant, SMALL_BODY},
    {HTTP_METHOD_DELETE, "/api/v1/settings/grants/{id}", &settings_revoke, 0},

    {HTTP_METHOD_POST, "/api/v1/contacts/find", &contact_find, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/contacts", &contact_create, CONTACT_BODY},
    {HTTP_METHOD_GET, "/api/v1/contacts/{id}", &contact_get, 0},
    {HTTP_METHOD_PUT, "/api/v1/contacts/{id}", &contact_change, CONTACT_BODY},
    {HTTP_METHOD_DELETE, "/api/v1/contacts/{id}", &contact_remove, 0},
    {HTTP_METHOD_POST, "/api/v1/contacts/import/preview", &contact_import_preview, IMPORT_BODY},
    {HTTP_METHOD_POST, "/api/v1/contacts/import", &contact_import, IMPORT_BODY},

    {HTTP_METHOD_POST, "/api/v1/sms/status/{id}", &delivery_report, SMALL_BODY},

    {HTTP_METHOD_POST, "/api/v1/guest/open", &guest_open, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/take", &guest_take, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/preflight", &guest_preflight, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/join", &guest_join, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/leave", &guest_leave, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/help", &help_ask, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/guest/ask", &guest_ask, SMALL_BODY},

    {HTTP_METHOD_GET, "/api/v1/portal", &portal_get, 0},
    {HTTP_METHOD_POST, "/api/v1/portal/code", &portal_code_ask, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/portal/sign-in", &portal_sign_in, SMALL_BODY},
    {HTTP_METHOD_POST, "/api/v1/portal/sign-out", &portal_sign_out, 0},
    {HTTP_METHOD_GET, "/api/v1/portal/appointments", &portal_appointments, 0},
    {HTTP_METHOD_POST, "/api/v1/guest/texts", &texting_guest_write, SMALL_BODY},
};

const size_t ROUTES_COUNT = sizeof ROUTES / sizeof ROUTES[0];
