/**
 * Who a service is on TLS: a certificate that was given, or one that it makes for itself. Sees nothing of the others.
 *
 * <p>Imports none of ours.
 */
package depot.common.tls;
