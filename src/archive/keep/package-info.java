/** What is done with files once they are here: kept small, counted, cleaned up. Knows no network. */
package depot.archive.keep;
