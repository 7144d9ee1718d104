/** Every screen there is: one line each. Those with an `entry` have a button on the first one. */

import { district } from "./district.js";
import { edit } from "./edit.js";
import { home } from "./home.js";
import { log } from "./log.js";
import { logout } from "./logout.js";
import { patrols } from "./patrol.js";
import { queue } from "./queue.js";
import { survey } from "./survey.js";
import { visits } from "./visit.js";
import { issue } from "./work-issue.js";
import { todo } from "./work-list.js";
import { act } from "./work.js";

export const SCREENS = [home, log, todo, survey, patrols, visits, queue, district, issue, act, edit, logout];

/** Whoever takes no area along has no use for what is done in one. */
const WITHOUT_AREA = new Set([home, visits, queue, logout]);

/** The screens of somebody: the mayor's office writes down visits, and sees none of what teams take along. */
export const screensFor = ({ takesArea }) => SCREENS.filter((screen) => takesArea || WITHOUT_AREA.has(screen));
