/**
 * Zones from and to the formats of others: GeoJSON, GPX, KML.
 *
 * <p>Imports {@code depot.dispatch.ground}.
 */
package depot.dispatch.exchange;
