/** What Git LFS keeps in the repository in the place of a file. */
export function isLargeFilePointer(text: string): boolean {
  return /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]{1,200}\n){0,20}oid sha256:[0-9a-f]{64}\nsize [0-9]{1,15}\n?$/.test(
    text,
  );
}
