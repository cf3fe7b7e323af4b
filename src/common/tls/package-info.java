/**
 * A service's identity on TLS: a certificate that was given, or one that it makes itself. Does not depend on the other packages.
 *
 * <p>Imports none of ours.
 */
package depot.common.tls;
