/** What rovers' files are on the disk, and how they change: whole files only, removals that remove nothing. Knows no network. */
package depot.archive.store;
