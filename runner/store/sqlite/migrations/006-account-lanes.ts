export const accountLanes = `
CREATE TABLE account_lanes (account TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
