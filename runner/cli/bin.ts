process.stdout.write("spool\n");
