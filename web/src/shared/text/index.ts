/** Every word on screen, in the one language that there is yet. A page takes the parts that it shows. */
export { common } from "./en/common.ts";
export { appointments } from "./en/appointments.ts";
export { contacts } from "./en/contacts.ts";
export { settings } from "./en/settings.ts";
export { staff } from "./en/staff.ts";
export { LOCALE } from "./locale.ts";
