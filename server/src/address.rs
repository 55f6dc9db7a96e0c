//! Network addresses: where a request comes from, and which proxies are believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use serde::Deserialize;

/// A network address with a prefix length, as `10.0.0.0/8` or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

/// Why a text is not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an IP address or network such as 10.0.0.0/8")]
pub struct NetworkError(String);

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => same_prefix(&base.octets(), &address.octets(), self.prefix),
            (IpAddr::V6(base), IpAddr::V6(address)) => same_prefix(&base.octets(), &address.octets(), self.prefix),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

fn same_prefix(a: &[u8], b: &[u8], bits: u8) -> bool {
    let whole = usize::from(bits / 8);
    let rest = bits % 8;
    let mask = !(0xff_u8.checked_shr(u32::from(rest)).unwrap_or(0));
    a[..whole] == b[..whole] && (rest == 0 || a[whole] & mask == b[whole] & mask)
}

impl FromStr for Network {
    type Err = NetworkError;
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let wrong = || NetworkError(text.to_owned());
        let (base, prefix) = match text.split_once('/') {
            Some((base, prefix)) => (base, Some(prefix.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let base: IpAddr = base.trim().parse().map_err(|_| wrong())?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        if prefix <= longest {
            Ok(Self { base, prefix })
        } else {
            Err(wrong())
        }
    }
}

impl TryFrom<String> for Network {
    type Error = NetworkError;
    fn try_from(text: String) -> Result<Self, NetworkError> {
        text.parse()
    }
}

/// An address as proxies write it: alone, or with the port it came from, `192.0.2.1:4711` or `[2001:db8::1]:4711`.
fn forwarded(text: &str) -> Option<IpAddr> {
    let alone = text.parse().ok();
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().map(IpAddr::V6).ok();
    alone
        .or_else(|| text.parse().map(|address: SocketAddr| address.ip()).ok())
        .or_else(bracketed)
}

/// What failures of an address are counted by: an IPv4 address, or the /64 of an IPv6 one, of which a single household or
/// server has all 2^64 addresses.
pub fn counted_by(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Where a request comes from: the peer, or, where that is a believed proxy, the last address in `X-Forwarded-For` that
/// is not one. Whatever stands left of that one anybody could have written.
pub fn of_request(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let believed = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !believed(peer) {
        return peer;
    }
    let mut named: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut last = peer;
    while let Some(text) = named.pop() {
        let Some(address) = forwarded(text.trim()) else {
            break;
        };
        last = address.to_canonical();
        if !believed(last) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        of_request(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_believed_proxies_name_another_address() {
        assert_eq!(asked("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(asked("10.1.2.3", "198.51.100.1", &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(
            asked("10.1.2.3", "6.6.6.6, 198.51.100.1, 10.9.9.9", &["10.0.0.0/8"]),
            "198.51.100.1"
        );
        assert_eq!(asked("10.1.2.3", "rubbish", &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(
            asked("::ffff:10.1.2.3", "198.51.100.1", &["10.0.0.0/8"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn proxies_may_name_the_port_too() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(asked("10.1.2.3", "198.51.100.1:4711", &proxies), "198.51.100.1");
        assert_eq!(asked("10.1.2.3", "[2001:db8::1]:4711", &proxies), "2001:db8::1");
        assert_eq!(asked("10.1.2.3", "[2001:db8::1]", &proxies), "2001:db8::1");
        assert_eq!(asked("10.1.2.3", "6.6.6.6, 10.9.9.9:80", &proxies), "6.6.6.6");
        assert_eq!(asked("10.1.2.3", "198.51.100.1:port", &proxies), "10.1.2.3");
    }

    #[test]
    fn an_ipv6_network_is_counted_as_one() {
        let by = |text: &str| counted_by(text.parse().unwrap());
        assert_eq!(by("2001:db8:1:2::1"), by("2001:db8:1:2:ffff::9"));
        assert_ne!(by("2001:db8:1:2::1"), by("2001:db8:1:3::1"));
        assert_ne!(by("203.0.113.7"), by("203.0.113.8"));
        assert_eq!(by("::ffff:203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn networks_compare_whole_prefixes() {
        let network: Network = "192.168.4.0/22".parse().unwrap();
        assert!(network.contains("192.168.7.255".parse().unwrap()));
        assert!(!network.contains("192.168.8.0".parse().unwrap()));
        assert!(
            "::/0"
                .parse::<Network>()
                .unwrap()
                .contains("2001:db8::1".parse().unwrap())
        );
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert!("ten".parse::<Network>().is_err());
    }
}
