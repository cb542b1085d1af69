/** The panels beside the host's visit. */
export const PEOPLE_PANEL = "people";
export const ROOM_PANEL = "waiting-room";
