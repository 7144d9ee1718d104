/** Every screen there is: one line each. Those with an `entry` have a button on the first one. */

import { district } from "./district.js";
import { edit } from "./edit.js";
import { home } from "./home.js";
import { log } from "./log.js";
import { logout } from "./logout.js";
import { patrols } from "./patrol.js";
import { queue } from "./queue.js";
import { survey } from "./survey.js";
import { issue } from "./work-issue.js";
import { todo } from "./work-list.js";
import { act } from "./work.js";

export const SCREENS = [home, log, todo, survey, patrols, queue, district, issue, act, edit, logout];
