/** Every screen there is: one line each. Those with an `entry` have a button on the first one. */

import { district } from "./district.js";
import { home } from "./home.js";
import { log } from "./log.js";
import { queue } from "./queue.js";
import { survey } from "./survey.js";

export const SCREENS = [home, log, survey, queue, district];
