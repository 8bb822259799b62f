// Everything a public page runs. The page works without any of it.
import { initAll } from "./vendor/govuk-frontend.min.js";
import { startCopying } from "./copy-code.js";
import { startQuickExit } from "./exit-quickly.js";

startQuickExit();
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
startCopying(document);
