package depot.gnss.ubx;

/** The receiver's ports, in the order in which the keys of CFG-MSGOUT and CFG-INFMSG count them. */
public enum ReceiverPort {
    I2C, UART1, UART2, USB, SPI
}
