// A module of its own, so that it is loaded when it is needed.
export { parse } from "yaml";
