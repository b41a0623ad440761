// Lets in only viewers whose IPv4 address lies in one of RANGES: pairs of a network and its mask.
const RANGES = [];

function handler(event) {
    const address = event.viewer.ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const inside = RANGES.some(([network, mask]) => ((address & mask) >>> 0) === network);
    return inside ? event.request : { statusCode: 403, statusDescription: 'Forbidden' };
}
