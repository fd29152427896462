# A shared cache before the site, where no CDN is: varnishd -a :6081 -f /opt/directory/deploy/varnish.vcl
vcl 4.1;
import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

sub vcl_recv {
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/(admin|exports|accounts)/" || req.url ~ "^/(es/)?(suggest|corrections)/") {
        return (pass);
    }
    # Public pages are the same for everybody: nothing but the address, its name and the coding may count.
    unset req.http.Cookie;
    unset req.http.Authorization;
    return (hash);
}

sub vcl_backend_response {
    # Browsers are told to keep nothing; CDN-Cache-Control speaks to caches like this one.
    if (bereq.uncacheable || !beresp.http.CDN-Cache-Control || beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
    set beresp.grace = 0s;
    return (deliver);
}
