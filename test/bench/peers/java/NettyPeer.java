import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.util.List;

/** Netty: event loops, one for each processor; frames of one turn are flushed together. */
final class NettyPeer extends Peer {
    public static void main(String[] arguments) throws Exception {
        NettyPeer peer = new NettyPeer();
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536),
                                new WebSocketServerProtocolHandler("/fanout"), peer.new Calls(), peer.new Console());
                    }
                }).bind("127.0.0.1", 0).sync().channel();
        listening(((InetSocketAddress) server.localAddress()).getPort());
    }

    private final class Calls extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            heartbeat(request.uri(), ByteBufUtil.getBytes(request.content()));
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
                    Unpooled.wrappedBuffer(utf8(OK)));
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json").set(HttpHeaderNames.CONTENT_LENGTH, OK.length());
            context.writeAndFlush(response);
        }
    }

    private final class Console extends SimpleChannelInboundHandler<TextWebSocketFrame> implements Client {
        private Channel channel;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                channel = context.channel();
                joined(this);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close(); // a client that is gone, mostly
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            left(this);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            command(frame.text());
        }

        @Override
        public void send(List<String> frames) {
            channel.eventLoop().execute(() -> {
                for (String frame : frames) {
                    ByteBuf bytes = ByteBufUtil.writeAscii(channel.alloc(), frame);
                    channel.write(new TextWebSocketFrame(bytes));
                }
                channel.flush();
            });
        }

        @Override
        public boolean isBehind() {
            return !channel.isWritable();
        }
    }
}
