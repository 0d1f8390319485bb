// The page's script as text: the functions of client/ as they stand, put together in one scope. They may use each
// other and the browser, and nothing else of their modules.
import * as arrows from './client/arrows.ts';
