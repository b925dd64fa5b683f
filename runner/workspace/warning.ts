/** Something a person should know, that did not stop the work. */
export interface WorkspaceWarning {
  kind:
    | "config_restored"
    | "stale_lock_removed"
    | "remote_stale"
    | "file_skipped"
    | "file_not_ignored"
    | "file_refused"
    | "nested_repository"
    | "attributes_ignored"
    | "index_rebuilt"
    | "submodule_missing"
    | "lfs_pointers"
    | "trash_left";
  message: string;
  /** Paths, as shown to people. At most a hundred. */
  paths?: string[];
}

export type WarningSink = (warning: WorkspaceWarning) => void;
