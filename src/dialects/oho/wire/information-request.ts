export interface ShownRequest {
  readonly id: number;
}

export function informationRequestToWire(request: ShownRequest) {
  return { id: request.id };
}
