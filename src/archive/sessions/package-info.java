/** The sessions that rovers brought: found, read, summed up, and served over HTTP. */
package depot.archive.sessions;
